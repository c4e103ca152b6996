using System.IO;
using System.Linq;
using Basisd.Host.Configuration;

namespace Basisd.Host.Cluster;

/// <summary>
/// Where a slot lies on a node of a cluster: its journal in <c>node.state_dir/slots/NAME</c>, its gate page and its engine's socket in a directory
/// of its name beside the configured ones, so that <c>--run-dir /run/basisd/NAME</c> names them all; and where its venues are asked.
/// </summary>
internal static class SlotPaths
{
    private const string Slots = "slots";
    private const UnixFileMode StateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode RunMode = StateMode | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

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
        VenueProbes = [.. configuration.VenueProbes.Select(p => p with { Address = SlotAddress.Of(p.Address, slot) })],
        VenueGateways = [.. configuration.VenueGateways.Select(g => g with { Address = SlotAddress.Of(g.Address, slot) })],
    };

    /// <summary>Makes the directories of a slot.</summary>
    public static void Make(NodeConfiguration slot)
    {
        Directory.CreateDirectory(slot.Node.StateDirectory, StateMode);
        foreach (string run in (string[])[slot.Node.RunDirectory, Path.GetDirectoryName(slot.Gate.Path)!, Path.GetDirectoryName(slot.Engine.Socket)!])
        {
            Directory.CreateDirectory(run, RunMode);
        }
    }

    private static string Beside(string path, string slot) => Path.Combine(Path.GetDirectoryName(path) ?? "/", slot, Path.GetFileName(path));
}
