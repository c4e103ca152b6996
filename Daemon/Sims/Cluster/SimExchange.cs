using System;
using System.Collections.Generic;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The exchange: what reaches it is accepted and stays on its books, whoever sent it. It knows when each order arrived in true time, and under
/// which epoch it
/// was sent; in half of all runs it refuses an epoch below the highest it knows, which must make no difference, because there is never such an order.
/// </summary>
internal sealed class SimExchange(int slots, bool refuses)
{
    private readonly List<(long At, ulong Epoch, long Order)>[] _underway = Make(slots);
    private readonly ulong[] _accepted = new ulong[slots];
    private readonly ulong[] _highest = new ulong[slots];
    private readonly List<long>[] _fills = MakeFills(slots);
    private readonly long[] _orders = new long[slots];

    /// <summary>Orders that it refused.</summary>
    public long Refused { get; private set; }

    /// <summary>An order is on its way.</summary>
    /// <returns>Its number.</returns>
    public long Send(int slot, long arrives, ulong epoch)
    {
        List<(long At, ulong Epoch, long Order)> list = _underway[slot];
        int place = list.Count;
        while (place > 0 && list[place - 1].At > arrives)
        {
            place--;
        }

        list.Insert(place, (arrives, epoch, ++_orders[slot]));
        return _orders[slot];
    }

    /// <summary>Orders of the slot on the exchange's books at a true time.</summary>
    public ulong Accepted(int slot, long now)
    {
        List<(long At, ulong Epoch, long Order)> list = _underway[slot];
        int arrived = 0;
        while (arrived < list.Count && list[arrived].At <= now)
        {
            (_, ulong epoch, long order) = list[arrived++];
            if (epoch < _highest[slot] && refuses)
            {
                Refused++;
                continue;
            }

            _highest[slot] = Math.Max(_highest[slot], epoch);
            _accepted[slot]++;
            _fills[slot].Add(order);
        }

        list.RemoveRange(0, arrived);
        return _accepted[slot];
    }

    /// <summary>Number of the order that was accepted after so many others; each is filled as it arrives.</summary>
    public long FillOf(int slot, int index) => _fills[slot][index];

    private static List<long>[] MakeFills(int slots)
    {
        List<long>[] made = new List<long>[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            made[slot] = [];
        }

        return made;
    }

    private static List<(long At, ulong Epoch, long Order)>[] Make(int slots)
    {
        List<(long At, ulong Epoch, long Order)>[] made = new List<(long At, ulong Epoch, long Order)>[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            made[slot] = new(16);
        }

        return made;
    }
}
