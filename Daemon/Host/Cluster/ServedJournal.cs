using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Journal;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>
/// An owned journal as its followers get it: frames behind their position, and the position as their acknowledgement, but only where it is proved
/// to be a position of this very log. It serves from the claim until the slot is another's.
/// </summary>
internal sealed class ServedJournal : IAsyncDisposable
{
    private readonly int _slot;
    private readonly ulong _epoch;
    private readonly NodeJournal _journal;
    private readonly Func<ulong> _committed;
    private readonly ClusterInbox _inbox;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _sync = new();
    private readonly Dictionary<int, PullSeat> _seats = [];
    private bool _isEnded;

    /// <summary>Begins to serve.</summary>
    /// <param name="slot">Number of the slot.</param>
    /// <param name="epoch">Epoch under which it is owned.</param>
    /// <param name="journal">The journal; outlives this.</param>
    /// <param name="committed">What is committed for the outside.</param>
    /// <param name="inbox">Where acknowledgements go.</param>
    public ServedJournal(int slot, ulong epoch, NodeJournal journal, Func<ulong> committed, ClusterInbox inbox)
    {
        _slot = slot;
        _epoch = epoch;
        _journal = journal;
        _committed = committed;
        _inbox = inbox;
    }

    /// <summary>Answers a follower.</summary>
    /// <param name="node">Number of the follower.</param>
    /// <param name="request">Its position.</param>
    /// <param name="gone">It went away.</param>
    public async Task<PullAnswer> PullAsync(int node, PullRequest request, CancellationToken gone)
    {
        if (request.Epoch > _epoch)
        {
            return Say(PullStatus.OldEpoch);
        }

        PullSeat? seat = SeatOf(node);
        if (seat is null)
        {
            return Say(PullStatus.NotOwner);
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(gone, _end.Token);
        IDisposable lease = await seat.TakeAsync(either.Token).ConfigureAwait(false);
        bool isLent = false;
        try
        {
            PullAnswer answer = await AnswerAsync(node, request, seat, either.Token).ConfigureAwait(false);
            isLent = answer.Frames.Length > 0;
            return isLent ? answer with { Lease = lease } : answer;
        }
        finally
        {
            if (!isLent)
            {
                lease.Dispose();
            }
        }
    }

    /// <summary>Ends every answer that waits, and waits until none uses the journal any more.</summary>
    public async ValueTask DisposeAsync()
    {
        PullSeat[] seats;
        lock (_sync)
        {
            _isEnded = true;
            seats = [.. _seats.Values];
            _seats.Clear();
        }

        await _end.CancelAsync().ConfigureAwait(false);
        foreach (PullSeat seat in seats)
        {
            // Whoever is in it leaves at once, or when the transport has sent what it was lent, which has a limit of its own.
            (await seat.TakeAsync(CancellationToken.None).ConfigureAwait(false)).Dispose();
            seat.Dispose();
        }
    }

    private PullSeat? SeatOf(int node)
    {
        lock (_sync)
        {
            if (_isEnded)
            {
                return null;
            }

            if (!_seats.TryGetValue(node, out PullSeat? seat))
            {
                seat = new PullSeat(_journal);
                _seats.Add(node, seat);
            }

            return seat;
        }
    }

    private async Task<PullAnswer> AnswerAsync(int node, PullRequest request, PullSeat seat, CancellationToken cancel)
    {
        if (request.JournalId.Length == 0 || !request.JournalId.Span.ContainsAnyExcept((byte)0))
        {
            return Of(seat.Pull.PullBase(), seat);
        }

        JournalId id = JournalId.Read(request.JournalId.Span);
        ChainHash hash = request.Hash.Length == 0 ? ChainHash.Genesis : ChainHash.Read(request.Hash.Span);
        FramePosition position = new(request.Durable, hash, request.Epoch);
        FramePullAnswer found = seat.Pull.Pull(id, position, seat.Buffer.Span);
        if (found.Kind is FramePullKind.Frames or FramePullKind.Current)
        {
            // Placed in this log: the follower has everything up to here.
            _ = _inbox.TryPost(new ClusterPost(ClusterInputKind.Acknowledged) { Slot = _slot, Node = node, Sequence = request.Durable });
        }

        if (found.Kind == FramePullKind.Current && request.WaitMs > 0
            && await _journal.WaitDurableAsync(request.Durable, TimeSpan.FromMilliseconds(request.WaitMs), cancel).ConfigureAwait(false))
        {
            found = seat.Pull.Pull(id, position, seat.Buffer.Span);
        }

        PullAnswer answer = Of(found, seat);
        return found.Kind == FramePullKind.Frames ? answer with { Frames = seat.Buffer[..found.Bytes] } : answer;
    }

    private PullAnswer Of(in FramePullAnswer found, PullSeat seat) => found.Kind switch
    {
        FramePullKind.Frames => Say(PullStatus.Frames),
        FramePullKind.Current => Say(PullStatus.Nothing),
        FramePullKind.Diverged => Say(PullStatus.Diverged) with { Keep = found.CommonSequence, Epoch = found.CommonEpoch },
        FramePullKind.FromSnapshot when found.Base is { } begin => FromBase(begin, seat),
        FramePullKind.Foreign or FramePullKind.Conflict => Say(PullStatus.WrongJournal),

        // Nothing proves yet what the follower's tail is, or the log does not read back: it asks again.
        _ => Say(PullStatus.NotOwner),
    };

    private PullAnswer FromBase(in JournalBase begin, PullSeat seat)
    {
        FramePullAnswer first = seat.Pull.Pull(_journal.Id, begin.Position, seat.Buffer.Span);
        if (first.Kind != FramePullKind.Frames)
        {
            // Nothing is durable yet, or the log was cut meanwhile: the follower asks again.
            return Say(PullStatus.NotOwner);
        }

        byte[] before = new byte[ChainHash.Bytes];
        begin.Before.Hash.Write(before);
        return Say(PullStatus.FromSnapshot) with
        {
            Base = begin.Before.Sequence + 1,
            PreviousHash = before,
            PageBits = begin.Geometry.PageBits,
            SegmentBits = begin.Geometry.SegmentBits,
            Frames = seat.Buffer[..first.Bytes],
        };
    }

    private PullAnswer Say(PullStatus status)
    {
        byte[] id = new byte[JournalId.Bytes];
        _journal.Id.Write(id);
        return new PullAnswer { Status = status, Epoch = _epoch, Committed = Math.Min(_journal.CommittedSequence, _committed()), JournalId = id };
    }
}
