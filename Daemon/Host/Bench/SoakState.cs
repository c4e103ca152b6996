using System;
using System.Globalization;
using System.Text;
using System.Threading;
using Basisd.Host.Http;

namespace Basisd.Host.Bench;

/// <summary>What a node holds at one moment.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="Handles">Open descriptors.</param>
/// <param name="OldCollections">Collections of generation 2 since its start.</param>
internal readonly record struct SoakState(long ResidentBytes, int Handles, long OldCollections)
{
    private const string Collections = "basisd_gc_collections_total{generation=\"2\"}";

    /// <summary>Reads it.</summary>
    /// <exception cref="BenchException">The node does not answer.</exception>
    public static SoakState Of(BenchNode node)
    {
        using AdminClient client = node.Admin(TimeSpan.FromSeconds(5));
        AdminResult<byte[]> metrics = client.GetRawAsync("metrics", CancellationToken.None).GetAwaiter().GetResult();
        if (metrics.Value is not { } bytes)
        {
            throw new BenchException($"the node of the measurement does not show its metrics: {metrics.Error}");
        }

        foreach (string line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (line.StartsWith(Collections, StringComparison.Ordinal))
            {
                double count = double.Parse(line[Collections.Length..], CultureInfo.InvariantCulture);
                return new SoakState(node.ResidentBytes(), node.Handles(), (long)count);
            }
        }

        throw new BenchException($"the node of the measurement shows no {Collections}");
    }
}
