using System;

namespace Basisd.Safety;

/// <summary>
/// The trips of the recent past in a ring: what doubles a hold time and what escalates (SPEC 5). Bounded; a full ring forgets the oldest,
/// by which time escalation has long happened. Alerts (P4) are not in it: they escalate nothing.
/// </summary>
public sealed class TripLog
{
    /// <summary>Trips that the ring holds.</summary>
    public const int Capacity = 1024;

    private readonly Trip[] _trips = new Trip[Capacity];
    private int _next;

    /// <summary>Trips held now.</summary>
    public int Count { get; private set; }

    /// <summary>The <paramref name="age"/>-th trip counted from the newest (0).</summary>
    public ref readonly Trip Newest(int age)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(age, Count);
        int index = _next - 1 - age;
        return ref _trips[index < 0 ? index + Capacity : index];
    }

    /// <summary>Number of trips of one trigger on one scope after <paramref name="since"/>.</summary>
    public int CountOf(TriggerId trigger, int scope, long since)
    {
        int count = 0;
        for (int age = 0; age < Count; age++)
        {
            ref readonly Trip trip = ref Newest(age);
            if (trip.At <= since)
            {
                break;
            }

            if (trip.Trigger == trigger && trip.Scope == scope)
            {
                count++;
            }
        }

        return count;
    }

    internal void Add(in Trip trip)
    {
        _trips[_next] = trip;
        _next = (_next + 1) % Capacity;
        Count = Math.Min(Count + 1, Capacity);
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.I32(Count);
        for (int age = Count - 1; age >= 0; age--)
        {
            ref readonly Trip trip = ref Newest(age);
            writer.I64(trip.At);
            writer.I32(trip.Scope);
            writer.U8((byte)trip.Trigger);
            writer.I32(trip.Origin);
        }
    }

    internal void Read(ref CanonicalReader reader, int scopes, long lastAt)
    {
        int count = reader.Count(Capacity);
        _next = 0;
        Count = 0;
        long before = 0;
        for (int i = 0; i < count; i++)
        {
            Trip trip = new(reader.I64(), reader.Count(scopes - 1), (TriggerId)reader.U8(), reader.I32());

            // CountOf stops at the first trip that is too old: it needs them in the order of time.
            if (trip.At < before || trip.At > lastAt || !TriggerNames.IsKnown((byte)trip.Trigger))
            {
                throw new CanonicalFormatException($"trip {i} is not one that can be");
            }

            before = trip.At;
            Add(trip);
        }
    }
}
