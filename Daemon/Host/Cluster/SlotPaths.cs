using System.IO;
using Basisd.Host.Configuration;

namespace Basisd.Host.Cluster;

/// <summary>
/// Where a slot lies on a node of a cluster: its journal in <c>node.state_dir/slots/NAME</c>, its gate page and its engine's socket in a directory of its
/// name beside the configured ones, so that <c>--run-dir /run/basisd/NAME</c> names them all.
/// </summary>
internal static class SlotPaths
{
    private const string Slots = "slots";

    /// <summary>The configuration with the slot's own paths.</summary>
    public static NodeConfiguration Of(NodeConfiguration configuration, string slot) => configuration with
    {
        Node = configuration.Node with
        {
            StateDirectory = Path.Combine(configuration.Node.StateDirectory, Slots, slot),
            RunDirectory = Path.Combine(configuration.Node.RunDirectory, slot),
        },
        Gate = configuration.Gate with { Path = Beside(configuration.Gate.Path, slot) },
        Engine = configuration.Engine with { Socket = Beside(configuration.Engine.Socket, slot) },
    };

    private static string Beside(string path, string slot) => Path.Combine(Path.GetDirectoryName(path) ?? "/", slot, Path.GetFileName(path));
}
