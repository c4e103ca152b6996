using System;
using System.Collections.Generic;
using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>Words for completion that depend on the node: the scopes of its gate page, or of the configuration while there is none.</summary>
internal static class LiveNames
{
    private const string LocalPage = ".basisd/run/gate";

    /// <summary>The words that an argument of this name takes.</summary>
    /// <param name="argument">Name of the argument as help shows it, for example <c>SCOPE</c>.</param>
    /// <param name="given">Options on the line so far, by name, for example <c>--run-dir</c>.</param>
    public static IEnumerable<string> Of(string argument, IReadOnlyDictionary<string, string> given) => argument.ToUpperInvariant() switch
    {
        "SCOPE" => Scopes(given),
        "ACTION" => GateActions.All.ToArray(),
        _ => [],
    };

    // What `make run` leaves in a checkout, where the machine has no node of its own.
    private static string? Local(string? configured) =>
        !System.IO.File.Exists(configured) && System.IO.File.Exists(LocalPage) ? LocalPage : configured;

    private static IEnumerable<string> Scopes(IReadOnlyDictionary<string, string> given)
    {
        ConfigurationResult? loaded = null;
        if (!given.TryGetValue("--path", out string? path))
        {
            loaded = ConfigurationLoader.Load(given.GetValueOrDefault("--config"));
            path = given.TryGetValue("--run-dir", out string? directory)
                ? System.IO.Path.Combine(directory, "gate")
                : Local(loaded.Configuration?.Gate.Path);
        }

        List<string> names = [];
        if (path is not null)
        {
            using GateReader reader = GateReader.Attach(path);
            for (int i = 0; i < reader.ScopeCount; i++)
            {
                names.Add(reader.Cell(i).Name);
            }
        }

        return names.Count > 0 || loaded?.Configuration is null ? names : Array.ConvertAll(loaded.Configuration.Topology.Scopes, s => s.Name);
    }
}
