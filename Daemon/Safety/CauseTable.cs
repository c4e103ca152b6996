using System;
using System.Collections.Generic;

namespace Basisd.Safety;

/// <summary>
/// The latched causes: a fixed number of slots, chained per scope so that the hot question "is this trigger latched here?" walks a list
/// that is nearly always empty. At most one live cause per trigger and scope. Slots are taken lowest first, so that the same history
/// always gives the same table.
/// </summary>
public sealed class CauseTable
{
    /// <summary>Most live causes.</summary>
    public const int Capacity = 4096;

    /// <summary>Slots that only causes on the platform may take, so that DMM can always be entered.</summary>
    public const int PlatformReserve = 64;

    private readonly Cause[] _slots = new Cause[Capacity];
    private readonly int[] _nextInScope = new int[Capacity];
    private readonly int[] _firstOfScope;
    private readonly int[] _bindingActive;

    internal CauseTable(int scopes)
    {
        _firstOfScope = new int[scopes];
        Array.Fill(_firstOfScope, -1);
        _bindingActive = new int[scopes];
    }

    /// <summary>Number of live causes.</summary>
    public int Count { get; private set; }

    /// <summary>Highest slot ever taken plus one: where a walk over all slots may end.</summary>
    public int HighWater { get; private set; }

    /// <summary>One slot; its status is <see cref="CauseStatus.Free"/> where none is latched.</summary>
    public ref readonly Cause this[int slot] => ref _slots[slot];

    /// <summary>First slot of a scope's list, or -1.</summary>
    public int FirstOf(int scope) => _firstOfScope[scope];

    /// <summary>Next slot in the same scope's list, or -1.</summary>
    public int NextOf(int slot) => _nextInScope[slot];

    /// <summary>Active causes of a scope that bind its mode: all but P4 alerts; one that is unclassified or systemic binds at any severity.</summary>
    public int BindingActive(int scope) => _bindingActive[scope];

    /// <summary>Slot of the live cause of a trigger on a scope, or -1.</summary>
    public int Find(int scope, TriggerId trigger)
    {
        int slot = _firstOfScope[scope];
        while (slot >= 0 && _slots[slot].Trigger != trigger)
        {
            slot = _nextInScope[slot];
        }

        return slot;
    }

    internal static bool Binds(in Cause cause) => cause.Severity != Severity.Low || cause.Systemic;

    internal int Take(in Cause cause)
    {
        if (Count >= (cause.Scope == Topology.Platform ? Capacity : Capacity - PlatformReserve))
        {
            return -1;
        }

        int slot = 0;
        while (_slots[slot].Status != CauseStatus.Free)
        {
            slot++;
        }

        Place(slot, cause);
        return slot;
    }

    /// <summary>Replaces a live cause by its next form: same number, scope and trigger.</summary>
    internal void Replace(int slot, in Cause cause)
    {
        ref Cause now = ref _slots[slot];
        if (now.Id != cause.Id || now.Scope != cause.Scope || now.Trigger != cause.Trigger || cause.Status == CauseStatus.Free)
        {
            throw new InvalidOperationException("a live cause keeps its number, scope and trigger");
        }

        _bindingActive[cause.Scope] += (IsBindingActive(cause) ? 1 : 0) - (IsBindingActive(now) ? 1 : 0);
        now = cause;
    }

    internal void Release(int slot)
    {
        int scope = _slots[slot].Scope;
        _bindingActive[scope] -= IsBindingActive(_slots[slot]) ? 1 : 0;
        if (_firstOfScope[scope] == slot)
        {
            _firstOfScope[scope] = _nextInScope[slot];
        }
        else
        {
            int before = _firstOfScope[scope];
            while (_nextInScope[before] != slot)
            {
                before = _nextInScope[before];
            }

            _nextInScope[before] = _nextInScope[slot];
        }

        _slots[slot] = default;
        Count--;
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.I32(Count);
        for (int slot = 0; slot < HighWater; slot++)
        {
            ref readonly Cause cause = ref _slots[slot];
            if (cause.Status == CauseStatus.Free)
            {
                continue;
            }

            writer.I32(slot);
            writer.I64(cause.Id);
            writer.I32(cause.Scope);
            writer.U8((byte)cause.Trigger);
            writer.U8((byte)cause.Status);
            writer.U8((byte)cause.Severity);
            writer.Bool(cause.Systemic);
            writer.I64(cause.TrippedAt);
            writer.I64(cause.LatchedAt);
            writer.I64(cause.ClearedAt);
            writer.I64(cause.Evidence.Measured);
            writer.I64(cause.Evidence.Threshold);
            writer.I64(cause.Evidence.WindowNs);
            writer.U8((byte)cause.Evidence.Measure);
            writer.I32(cause.Evidence.Subject);
            writer.I32(cause.PriorTrips);
        }
    }

    internal void Read(ref CanonicalReader reader, long nextId, long lastAt)
    {
        Clear();
        int count = reader.Count(Capacity);
        int before = -1;
        HashSet<long> ids = new(count);
        for (int i = 0; i < count; i++)
        {
            int slot = reader.Count(Capacity - 1);
            Cause cause = new()
            {
                Id = reader.I64(),
                Scope = reader.Count(_firstOfScope.Length - 1),
                Trigger = (TriggerId)reader.U8(),
                Status = (CauseStatus)reader.U8(),
                Severity = (Severity)reader.U8(),
                Systemic = reader.Bool(),
                TrippedAt = reader.I64(),
                LatchedAt = reader.I64(),
                ClearedAt = reader.I64(),
                Evidence = new Evidence(reader.I64(), reader.I64(), reader.I64(), (Measure)reader.U8(), reader.I32()),
                PriorTrips = reader.Count(TripLog.Capacity),
            };

            // Rising slots: the same table has one form only.
            if (slot <= before || cause.Id < 1 || cause.Id >= nextId || !ids.Add(cause.Id) || Find(cause.Scope, cause.Trigger) >= 0
                || !CanBe(cause, lastAt))
            {
                throw new CanonicalFormatException($"cause {cause.Id} in slot {slot} is not one that can be");
            }

            before = slot;
            Place(slot, cause);
        }
    }

    private void Clear()
    {
        Array.Clear(_slots, 0, HighWater);
        Array.Fill(_firstOfScope, -1);
        Array.Clear(_bindingActive);
        Count = 0;
        HighWater = 0;
    }

    private static bool IsBindingActive(in Cause cause) => cause.Status == CauseStatus.Active && Binds(cause);

    private static bool CanBe(in Cause cause, long lastAt)
    {
        bool known = TriggerNames.IsKnown((byte)cause.Trigger) && cause.Severity is >= Severity.Critical and <= Severity.Low;
        bool ordered = cause.LatchedAt >= 0 && cause.LatchedAt <= cause.TrippedAt && cause.TrippedAt <= lastAt;
        bool lives = cause.Status switch
        {
            CauseStatus.Active => cause.ClearedAt == 0,
            CauseStatus.Cleared => Binds(cause) && cause.ClearedAt >= cause.TrippedAt && cause.ClearedAt <= lastAt,
            _ => false,
        };

        // A mismatch found in a takeover is critical and binds its own scope alone (SafetyInputKind.LatchScoped).
        bool mayBeScoped = cause.Trigger == TriggerId.ReconciliationFailure && cause.Scope != Topology.Platform;
        bool mustBeSystemic = (cause.Severity == Severity.Critical && !mayBeScoped)
            || cause.Trigger is TriggerId.OperatorHalt or TriggerId.PersistentTriggers
            || (cause.Scope == Topology.Platform && cause.Severity != Severity.Low);
        return known && ordered && lives && (cause.Systemic || !mustBeSystemic);
    }

    // In the order of cause numbers, so of first latching: a table read from its canonical form walks as the one that was written.
    private void Place(int slot, in Cause cause)
    {
        int scope = cause.Scope;
        int before = -1;
        int after = _firstOfScope[scope];
        while (after >= 0 && _slots[after].Id < cause.Id)
        {
            before = after;
            after = _nextInScope[after];
        }

        _slots[slot] = cause;
        _nextInScope[slot] = after;
        if (before < 0)
        {
            _firstOfScope[scope] = slot;
        }
        else
        {
            _nextInScope[before] = slot;
        }

        _bindingActive[scope] += IsBindingActive(cause) ? 1 : 0;
        Count++;
        HighWater = Math.Max(HighWater, slot + 1);
    }
}
