using System;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>Which report is wanted of which journal.</summary>
public sealed record ReportRequest
{
    /// <summary>State directory, or file of exported frames.</summary>
    public required string Path { get; init; }

    /// <summary>Number of the incident; null for the latest.</summary>
    public long? Incident { get; init; }

    /// <summary>What to keep back.</summary>
    public required RedactionRules Rules { get; init; }

    /// <summary>Names; null where there is no configuration.</summary>
    public NodeConfiguration? Configuration { get; init; }

    /// <summary>Told how far the reading is.</summary>
    public Action<ulong>? Reached { get; init; }

    /// <summary>Make a report of what is intact before a damage.</summary>
    public bool DespiteDamage { get; init; }

    /// <summary>Names of the journal.</summary>
    public EntryNames Names() => new(Configuration?.Topology, ReportSource.TopologyOf(Path));

    /// <summary>The neutral words for the names that the rules keep back.</summary>
    public NameMask Mask()
    {
        NameMask mask = new();
        Topology? topology = Rules.Names ? Configuration?.Topology : null;
        for (int i = 0; i < (topology?.Venues.Length ?? 0); i++)
        {
            mask.Add(topology!.Venues[i].Name, $"venue-{i + 1}");
        }

        for (int i = 0; i < (topology?.SharedParts.Length ?? 0); i++)
        {
            mask.Add(topology!.SharedParts[i], $"provider-{i + 1}");
        }

        for (int i = 0; i < (topology?.Peers.Length ?? 0); i++)
        {
            mask.Add(topology!.Peers[i].Name, $"node-{i + 1}");
        }

        if (Rules.Names && Configuration is not null)
        {
            mask.Add(Configuration.Node.Name, "node");
        }

        foreach (Operator person in Rules.Authors && Configuration is not null ? Configuration.Operators : [])
        {
            mask.AddPerson(person.Name);
        }

        return mask;
    }
}
