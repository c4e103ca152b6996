using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>
/// Follows an owner: asks for what comes behind the copy's last durable frame, appends, applies, and asks again, which acknowledges. A tail that
/// the owner does not have is cut off only when both logs are proved to be one up to there. One task at a time.
/// </summary>
internal sealed class CopyPuller(int slot, NodeConfiguration configuration, PeerClient client, Action<long> timed)
{
    private const int WaitMs = 500;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MuchLater = TimeSpan.FromSeconds(1);

    private readonly byte[] _room = new byte[PeerClient.AnswerRoom];
    private FramePosition? _askFrom;

    /// <summary>Begins anew with an owner.</summary>
    public void Reset() => _askFrom = null;

    /// <summary>Asks once and does what the answer says.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="owner">Number of the owner.</param>
    /// <param name="cancel">Ends the asking, never what is being appended.</param>
    /// <returns>The copy to go on with: the same, or one that was opened anew.</returns>
    public async Task<FollowedCopy> StepAsync(FollowedCopy copy, int owner, CancellationToken cancel)
    {
        PeerResult<PullAnswer> result = await client.PullAsync(owner, RequestOf(copy), _room, cancel).ConfigureAwait(false);
        if (result.Value is not { } answer)
        {
            return copy;
        }

        switch (answer.Status)
        {
            case PullStatus.Frames or PullStatus.Nothing when _askFrom is { } common:
                return Cut(copy, common);
            case PullStatus.Frames:
                await copy.TakeAsync(answer.Frames, CancellationToken.None).ConfigureAwait(false);
                return copy;
            case PullStatus.Nothing:
                return copy;
            case PullStatus.Diverged:
                await GoBackAsync(copy, answer, cancel).ConfigureAwait(false);
                return copy;
            case PullStatus.FromSnapshot:
                return await BeginAsync(copy, answer).ConfigureAwait(false);
            case PullStatus.WrongJournal:
                copy.Problem = "its journal is another one than the owner's, or has another history under the same epoch: look at both before you "
                    + $"empty {configuration.Node.StateDirectory} and let it be copied anew";
                await PauseAsync(MuchLater, cancel).ConfigureAwait(false);
                return copy;
            default:
                await PauseAsync(Again, cancel).ConfigureAwait(false);
                return copy;
        }
    }

    private PullRequest RequestOf(FollowedCopy copy)
    {
        FramePosition position = _askFrom ?? copy.Position;
        byte[] hash = new byte[ChainHash.Bytes];
        byte[] id = new byte[JournalId.Bytes];
        position.Hash.Write(hash);
        copy.Journal?.Id.Write(id);
        return new PullRequest
        {
            Slot = slot,
            Epoch = position.Epoch,
            Durable = position.Sequence,
            Hash = hash,
            JournalId = id,
            HashedAt = copy.Replay.HashedAt,
            StateHash = copy.Replay.HashAt,
            WaitMs = WaitMs,
        };
    }

    private async Task GoBackAsync(FollowedCopy copy, PullAnswer answer, CancellationToken cancel)
    {
        using FramePull own = copy.Journal!.OpenPull();
        if (own.TryFind(answer.Keep, answer.Epoch, out FramePosition position, out string problem))
        {
            _askFrom = position;
            return;
        }

        copy.Problem = problem.Length > 0 ? problem
            : $"nothing in it is common with the owner's journal: keep {configuration.Node.StateDirectory} for the analysis, empty it, "
                + "and let it be copied anew";
        await PauseAsync(MuchLater, cancel).ConfigureAwait(false);
    }

    private FollowedCopy Cut(FollowedCopy copy, in FramePosition common)
    {
        _askFrom = null;
        if (common.Sequence == copy.Position.Sequence)
        {
            return copy;
        }

        copy.Dispose();
        CopyReport report = JournalCopy.CutTail(Options(), common.Head);
        return Opened(report);
    }

    private async Task<FollowedCopy> BeginAsync(FollowedCopy copy, PullAnswer answer)
    {
        _askFrom = null;
        if (!JournalGeometry.IsValid(answer.PageBits, answer.SegmentBits) || answer.Base == 0)
        {
            copy.Problem = "the owner's answer names no journal that a copy could begin with";
            return copy;
        }

        JournalBase begin = new(
            JournalId.Read(answer.JournalId.Span), new JournalGeometry(answer.PageBits, answer.SegmentBits),
            new JournalHead(answer.Base - 1, ChainHash.Read(answer.PreviousHash.Span)));
        bool exists = copy.Journal is not null;
        copy.Dispose();
        FollowedCopy begun = Opened(exists ? JournalCopy.Replace(Options(), begin) : JournalCopy.Create(Options(), begin));
        if (begun is { Journal: not null, Problem.Length: 0 })
        {
            await begun.TakeAsync(answer.Frames, CancellationToken.None).ConfigureAwait(false);
        }

        return begun;
    }

    private FollowedCopy Opened(CopyReport report)
    {
        FollowedCopy copy = FollowedCopy.Open(configuration, timed, creates: false);
        copy.Problem = report.Status is CopyStatus.Done or CopyStatus.Unchanged ? copy.Problem : report.Message;
        return copy;
    }

    private JournalOptions Options() => NodeAssembly.JournalOptionsOf(configuration, -1, timed);

    private static async Task PauseAsync(TimeSpan pause, CancellationToken cancel) =>
        await Task.Delay(pause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
