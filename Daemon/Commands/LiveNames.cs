using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>
/// Words for completion that depend on the node: the scopes of its gate page, its incidents and operators, or what the configuration has while there
/// is no node.
/// </summary>
internal static class LiveNames
{
    private const string LocalPage = ".basisd/run/gate";
    private const string LocalSocket = ".basisd/run/admin.sock";

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The words that an argument of this name takes.</summary>
    /// <param name="argument">Name of the argument as help shows it, for example <c>SCOPE</c>.</param>
    /// <param name="given">Options on the line so far, by name, for example <c>--run-dir</c>.</param>
    public static IEnumerable<string> Of(string argument, IReadOnlyDictionary<string, string> given) => argument.ToUpperInvariant() switch
    {
        "SCOPE" => Scopes(given),
        "ACTION" => GateActions.All.ToArray(),
        IncidentOptions.NumberName => Incidents(given),
        IncidentOptions.AuthorName => Operators(given),
        _ => [],
    };

    // What `make run` leaves in a checkout, where the machine has no node of its own.
    private static string? Local(string? configured) =>
        !System.IO.File.Exists(configured) && System.IO.File.Exists(LocalPage) ? LocalPage : configured;

    // Completion must not keep a person waiting: a daemon that does not answer at once has no words to give.
    private static IncidentsReply? Ask(IReadOnlyDictionary<string, string> given)
    {
        string? socket = given.TryGetValue("--run-dir", out string? directory)
            ? System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, "admin.sock"))
            : ConfigurationLoader.Load(given.GetValueOrDefault("--config")).Configuration?.Admin.Socket;
        socket = directory is null && !System.IO.File.Exists(socket) && System.IO.File.Exists(LocalSocket)
            ? System.IO.Path.GetFullPath(LocalSocket) : socket;
        if (!System.IO.File.Exists(socket))
        {
            return null;
        }

        using AdminClient client = new(socket, s_patience);
        return client.IncidentsAsync(CancellationToken.None).GetAwaiter().GetResult().Value;
    }

    private static IEnumerable<string> Incidents(IReadOnlyDictionary<string, string> given) =>
        Ask(given)?.Incidents.Select(i => i.Status.Number.ToString(CultureInfo.InvariantCulture)) ?? [];

    private static IEnumerable<string> Operators(IReadOnlyDictionary<string, string> given) => Ask(given)?.Operators.Select(o => o.Name)
        ?? ConfigurationLoader.Load(given.GetValueOrDefault("--config")).Configuration?.Operators.Select(o => o.Name) ?? [];

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
