using System.Collections.Generic;
using System.Linq;

namespace Basisd.Sims.Faults;

/// <summary>The faults of a venue, in the order in which they were asked for. They change answers, never the book: taken away, they heal.</summary>
public sealed class FaultList
{
    /// <summary>Faults at a time.</summary>
    public const int MaxFaults = 64;

    private readonly List<Fault> _faults = [];
    private long _ids;

    /// <summary>All of them, spent ones included.</summary>
    public IReadOnlyList<Fault> All => _faults;

    /// <summary>Adds a fault and gives it its number.</summary>
    /// <returns>False when there are too many.</returns>
    public bool Add(Fault fault)
    {
        if (_faults.Count >= MaxFaults && _faults.FirstOrDefault(f => f.Left == 0) is { } spent)
        {
            Remove(spent);
        }

        if (_faults.Count >= MaxFaults)
        {
            return false;
        }

        fault.Id = ++_ids;
        _faults.Add(fault);
        return true;
    }

    /// <summary>The fault of a number, or null.</summary>
    public Fault? Find(long id) => _faults.FirstOrDefault(f => f.Id == id);

    /// <summary>Takes a fault away; whoever it kept waiting goes on.</summary>
    public void Remove(Fault fault)
    {
        _faults.Remove(fault);
        fault.End();
    }

    /// <summary>Takes all away.</summary>
    /// <returns>How many there were.</returns>
    public int Clear()
    {
        Fault[] all = [.. _faults];
        foreach (Fault fault in all)
        {
            Remove(fault);
        }

        return all.Length;
    }

    /// <summary>Those that act on a request, the first alone of those that break it; each has one answer less to go.</summary>
    /// <param name="path">Path of the request.</param>
    public IReadOnlyList<Fault> Strike(string path)
    {
        List<Fault> striking = [];
        bool isBroken = false;
        foreach (Fault fault in _faults)
        {
            if (fault.ActsOn(path) && !(isBroken && fault.IsBreaking))
            {
                isBroken |= fault.IsBreaking;
                fault.Left -= 1;
                striking.Add(fault);
            }
        }

        return striking;
    }
}
