using System;

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

    /// <summary>Active causes of a scope that bind its mode (all but P4 alerts).</summary>
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

    internal static bool Binds(in Cause cause) => cause.Severity != Severity.Low;

    internal ref Cause Edit(int slot) => ref _slots[slot];

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

    internal void SetStatus(int slot, CauseStatus status)
    {
        ref Cause cause = ref _slots[slot];
        if (Binds(cause))
        {
            _bindingActive[cause.Scope] += (status == CauseStatus.Active ? 1 : 0) - (cause.Status == CauseStatus.Active ? 1 : 0);
        }

        cause.Status = status;
    }

    internal void SetSeverity(int slot, Severity severity)
    {
        ref Cause cause = ref _slots[slot];
        bool bound = Binds(cause);
        cause.Severity = severity;
        if (!bound && Binds(cause) && cause.Status == CauseStatus.Active)
        {
            _bindingActive[cause.Scope]++;
        }
    }

    internal void Release(int slot)
    {
        SetStatus(slot, CauseStatus.Cleared);
        int scope = _slots[slot].Scope;
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
            writer.I32(cause.PriorTrips);
        }
    }

    internal void Read(ref CanonicalReader reader)
    {
        if (Count != 0)
        {
            throw new InvalidOperationException("a cause table is read once, into an empty one");
        }

        int count = reader.Count(Capacity);
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
                Evidence = new Evidence(reader.I64(), reader.I64(), reader.I64()),
                PriorTrips = reader.Count(TripLog.Capacity),
            };
            if (_slots[slot].Status != CauseStatus.Free || cause.Status is not (CauseStatus.Active or CauseStatus.Cleared)
                || !TriggerNames.IsKnown((byte)cause.Trigger) || cause.Severity is < Severity.Critical or > Severity.Low
                || Find(cause.Scope, cause.Trigger) >= 0)
            {
                throw new CanonicalFormatException($"cause {cause.Id} in slot {slot} is not one that can be");
            }

            Place(slot, cause);
        }
    }

    // Appended at the end of the scope's list: slots of one scope are then met in the order of their latching.
    private void Place(int slot, in Cause cause)
    {
        _slots[slot] = cause;
        _nextInScope[slot] = -1;
        int last = _firstOfScope[cause.Scope];
        if (last < 0)
        {
            _firstOfScope[cause.Scope] = slot;
        }
        else
        {
            while (_nextInScope[last] >= 0)
            {
                last = _nextInScope[last];
            }

            _nextInScope[last] = slot;
        }

        if (cause.Status == CauseStatus.Active && Binds(cause))
        {
            _bindingActive[cause.Scope]++;
        }

        Count++;
        HighWater = Math.Max(HighWater, slot + 1);
    }
}
