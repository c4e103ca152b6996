using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>A journal with one guard missing.</summary>
/// <param name="Name">The guard.</param>
/// <param name="Guard">It is a check of the journal.</param>
/// <param name="Lies">Or a call to the disk.</param>
/// <param name="Seeds">The campaign must notice within so many seeds.</param>
internal sealed record Mutation(string Name, JournalGuards Guard, SimLies Lies, int Seeds)
{
    public static readonly Mutation None = new("none", JournalGuards.None, SimLies.None, 0);

    /// <summary>Every guard that can be taken away, and how soon its absence shows.</summary>
    public static readonly Mutation[] All =
    [
        Check("CRC32C of a frame", JournalGuards.FrameChecksum, 100),
        Check("SHA-256 of a frame", JournalGuards.FrameHash, 100),
        Check("SHA-256 of a piece of a snapshot", JournalGuards.PieceDigest, 600),
        Check("a frame continues the chain", JournalGuards.ChainLink, 200),
        Check("sequences have no gap", JournalGuards.Sequence, 300),
        Check("CRC32C of a group header", JournalGuards.GroupChecksum, 4_000),
        Check("a group belongs to this journal", JournalGuards.Identity, 200),
        Check("the log reaches to the anchor", JournalGuards.AnchorReached, 600),
        Check("the anchor's frame has the anchor's hash", JournalGuards.AnchorHash, 200),
        Check("CRC32C of an anchor slot", JournalGuards.AnchorChecksum, 300),
        Check("segments without an anchor are no new journal", JournalGuards.AnchorPresent, 500),
        Check("every segment is there", JournalGuards.SegmentContinuity, 600),
        Check("a valid group behind a hurt one is proof", JournalGuards.LaterGroup, 300),
        Check("a torn tail is zeroed", JournalGuards.TailZeroed, 300),
        Check("a snapshot counts when it is complete", JournalGuards.SnapshotComplete, 50),
        Check("the anchor goes before segments are cut", JournalGuards.AnchorBeforeCut, 1_000),
        Check("both slots go before segments are cut", JournalGuards.BothSlotsBeforeCut, 4_000),
        Check("nothing goes on after a fault", JournalGuards.StopAfterFault, 50),
        Check("the last group is written again", JournalGuards.LastGroupRewritten, 4_000),
        Check("recovery syncs the names", JournalGuards.NamesSynced, 2_000),
        Call("a segment is synced before it has its name", SimLies.SegmentSync, 20),
        Call("a segment is written under another name", SimLies.FreshName, 50),
        Call("names are synced", SimLies.DirectorySync, 20),
        Call("the anchor is synced", SimLies.AnchorSync, 20),
        Call("recovery syncs what it read", SimLies.RecoverySync, 600),
        Call("a commit is reported when it is durable", SimLies.AckBeforeDurable, 20),
        Call("the state directory is locked", SimLies.Lock, 20),
    ];

    private static Mutation Check(string name, JournalGuards guard, int seeds) => new(name, guard, SimLies.None, seeds);

    private static Mutation Call(string name, SimLies lie, int seeds) => new(name, JournalGuards.None, lie, seeds);
}
