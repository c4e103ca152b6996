using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Tests.Architecture;

/// <summary>
/// The folder allow-table: which room of the daemon may name which. One project means that the compiler cannot hold this,
/// so <see cref="RoomLaws"/> does. A new folder under <c>Daemon/</c> gets its line here, with its reason, or it may not exist.
/// </summary>
internal static class Rooms
{
    /// <summary>Rooms without clock, I/O, tasks, randomness, floating point and culture.</summary>
    public static readonly string[] Pure = ["Safety", .. Judges, "Node"];

    /// <summary>Rooms on the way of one observation: they allocate nothing, so no LINQ there either.</summary>
    public static readonly string[] Hot = ["Gate", "Engine", "Journal"];

    public static readonly IReadOnlyDictionary<string, Room> Table = new Room[]
    {
        new("Linux", [], "System calls know nothing of the domain; any world room stands on them."),
        new("Safety", [], "The safety state machine is the ground that everything else is proved on; it rests on nothing."),
        new("Triggers", ["Safety"], "A trigger turns observations into a verdict and must not see what is done with it."),
        new("Venues", ["Safety"], Siblings),
        new("Controls", ["Safety"], Siblings),
        new("Incidents", ["Safety"], Siblings),
        new("Cluster", ["Safety"], Siblings),
        new("Node", ["Safety", .. Judges], "Step orders the pure rooms; a step that reached into the world could not be replayed."),
        new("Gate", ["Linux", "Safety"], "The gate enforces permissions and must keep working whatever happens to the rest."),
        new("Journal", World, WorldSiblings),
        new("Engine", World, WorldSiblings),
        new("Probes", World, WorldSiblings),
        new("Peers", World, WorldSiblings),
        new("Market", World, WorldSiblings),
        new(
            "Sims",
            ["Linux", "Safety", .. Judges, "Node", "Gate", "Engine", "Probes"],
            "A simulator stands outside the daemon; only a verb starts one."),
        new("Host", [.. World, .. Doors], "The host wires rooms together; a verb of the command line starts it, never the reverse."),
        new("Commands", [.. World, .. Doors, "Sims", "Host"], "A command may use every room, but nothing of the root."),
        new(string.Empty, ["Commands"], "Program picks a command and knows nothing else."),
    }.ToDictionary(r => r.Name, StringComparer.Ordinal);

    private const string Siblings = "Siblings exchange facts that Node.Step orders; they never import each other.";
    private const string WorldSiblings = "World rooms stand side by side behind their seams, so that each can be replaced alone; Host joins them.";

    private static string[] Judges => ["Triggers", "Venues", "Controls", "Incidents", "Cluster"];

    /// <summary>What every world room may stand on.</summary>
    private static string[] World => ["Linux", "Safety", .. Judges, "Node"];

    private static string[] Doors => ["Gate", "Journal", "Engine", "Probes", "Peers", "Market"];

    /// <summary>How messages call a room.</summary>
    public static string Display(string room) => room.Length == 0 ? "Daemon (root)" : room;

    /// <summary>A room, the rooms that it may name besides itself, and why no others.</summary>
    internal sealed record Room(string Name, string[] May, string Why);
}
