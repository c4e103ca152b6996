using System;
using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>Records in order, in memory that grows with what a venue has, to <see cref="GatewayLimits.MaxRecords"/>, and is used again.</summary>
internal sealed class RecordList
{
    // What a usual poll never needs is given back after one that did.
    private const int KeptCapacity = 4_096;

    private VenueRecord[] _items = new VenueRecord[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The records.</summary>
    public ReadOnlySpan<VenueRecord> Items => _items.AsSpan(0, Count);

    /// <summary>Adds one.</summary>
    /// <returns>False when the list is as long as it may be.</returns>
    public bool TryAdd(in VenueRecord record)
    {
        if (Count == GatewayLimits.MaxRecords)
        {
            return false;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, 2 * _items.Length);
        }

        _items[Count++] = record;
        return true;
    }

    /// <summary>Gives the records from one on what their answer says of all of them.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="asOf">The sequence that they are exact at, or null where each has its own.</param>
    public void StampFrom(int first, int venue, long? asOf)
    {
        for (int i = first; i < Count; i++)
        {
            _items[i].Venue = venue;
            _items[i].Seq = asOf ?? _items[i].Seq;
        }
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Count = 0;
        if (_items.Length > KeptCapacity)
        {
            _items = new VenueRecord[KeptCapacity];
        }
    }
}
