using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Host.Cluster;

/// <summary>
/// This node's copy of one slot (SPEC 12): the journal, and a core that is kept warm by the durable frames. What is wrong with it is said and makes
/// it not whole; it is never mended by forgetting. One task at a time.
/// </summary>
internal sealed class FollowedCopy : IDisposable
{
    private const int CloseMs = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NodeConfiguration _configuration;
    private DurableFeed? _feed;

    private FollowedCopy(NodeConfiguration configuration)
    {
        _configuration = configuration;
        CommitSignal = EventFd.Open();
        Core = new NodeCore(configuration.Topology, CoreSettingsMapping.Of(configuration));
        Replay = new JournalReplay(Core) { NotesHashes = true };
    }

    /// <summary>The journal; null while there is none.</summary>
    public NodeJournal? Journal { get; private set; }

    /// <summary>The core that follows it.</summary>
    public NodeCore Core { get; }

    /// <summary>The replay into it.</summary>
    public JournalReplay Replay { get; }

    /// <summary>The eventfd that the journal's commit thread signals.</summary>
    public int CommitSignal { get; }

    /// <summary>What is wrong with it; empty for nothing.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Where it ends.</summary>
    public FramePosition Position => Journal is not { } journal ? default
        : new FramePosition(journal.Committed.Sequence, journal.Committed.Hash, journal.LastEpoch);

    /// <summary>How it stands, as the cluster's core is told.</summary>
    public SlotCopy Copy
    {
        get
        {
            // A copy that has nothing yet lacks nothing that it claims to have.
            bool isWhole = Problem.Length == 0 && Replay.Problem is null && (Journal is null || Journal is { HasState: true, Fault: null });
            ulong durable = Journal?.CommittedSequence ?? 0;
            return new SlotCopy(durable, durable, Journal?.LastEpoch ?? 0, isWhole, Replay.HashedAt, Replay.HashAt);
        }
    }

    /// <summary>Opens the copy, or finds that there is none.</summary>
    /// <param name="configuration">The configuration with the slot's own paths.</param>
    /// <param name="timed">Told how long each group commit took.</param>
    /// <param name="creates">Whether a journal is created where there is none: by the first owner alone.</param>
    public static FollowedCopy Open(NodeConfiguration configuration, Action<long> timed, bool creates)
    {
        FollowedCopy copy = new(configuration);
        JournalOptions options = NodeAssembly.JournalOptionsOf(configuration, copy.CommitSignal, timed) with { Copy = !creates };
        JournalOpenResult opened = NodeJournal.Open(options);
        copy.Journal = opened.Journal;
        if (opened.Journal is not { } journal)
        {
            copy.Problem = opened.Status == JournalOpenStatus.Absent ? "" : opened.Message;
            return copy;
        }

        if (journal.HasState)
        {
            copy.Problem = NodeAssembly.Replay(journal, copy.Replay, configuration.Node.StateDirectory)?.Problem ?? "";
        }

        copy._feed = journal.OpenFeed();
        return copy;
    }

    /// <summary>Appends frames of the owner, waits until they are durable, and applies them.</summary>
    public async Task TakeAsync(ReadOnlyMemory<byte> frames, CancellationToken cancel)
    {
        NodeJournal journal = Journal!;
        int taken = 0;
        while (taken < frames.Length)
        {
            ReplicaAppend append = journal.TryAppendReplicated(frames.Span[taken..]);
            taken += append.Bytes;
            if (append.Status == ReplicaAppendStatus.Refused)
            {
                Problem = $"a frame of the owner is refused: {append.Reason}";
                return;
            }

            if (append.Status == ReplicaAppendStatus.Ended)
            {
                Problem = $"the journal takes nothing any more: {journal.Fault?.Message ?? "it is closed"}";
                return;
            }

            await DurableAsync(cancel).ConfigureAwait(false);
        }

        Apply();
    }

    /// <summary>Waits until all that was appended is durable and applied.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        await DurableAsync(cancel).ConfigureAwait(false);
        Apply();
    }

    /// <summary>Ends following: the journal goes to an owner's loop.</summary>
    public void HandOver()
    {
        _feed?.Dispose();
        _feed = null;
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose()
    {
        HandOver();
        _ = Journal?.Close(CloseMs);
        Journal?.Dispose();
        EventFd.Close(CommitSignal);
    }

    private async Task DurableAsync(CancellationToken cancel)
    {
        NodeJournal journal = Journal!;
        while (journal.CommittedSequence < journal.Appended.Sequence)
        {
            bool more = await journal.WaitDurableAsync(journal.Appended.Sequence - 1, Patience, cancel).ConfigureAwait(false);
            if (!more && (journal.Fault ?? journal.CheckHang(BootClock.NowNs())) is { } fault)
            {
                Problem = $"the journal failed: {fault.Message}";
                return;
            }
        }
    }

    private void Apply()
    {
        while (_feed is { } feed && Problem.Length == 0 && feed.Last.Sequence < Journal!.CommittedSequence)
        {
            ulong before = feed.Last.Sequence;
            bool had = feed.HasState;
            ReplayReport read = feed.Advance(Replay);
            if (!read.IsWhole || Replay.Problem is not null)
            {
                string directory = _configuration.Node.StateDirectory;
                Problem = read.IsWhole ? $"the copy in {directory} cannot be believed: {Replay.Problem}" : read.Message;
            }
            else if (feed.Last.Sequence == before && had == feed.HasState)
            {
                return;
            }
        }
    }
}
