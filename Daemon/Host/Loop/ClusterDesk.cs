using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Host.Logging;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>
/// The loop's side of the cluster (SPEC 12): the takeover as the first input, what the cluster orders, who is heard, and how far the loop is. There
/// is none in a node that is alone. It decides nothing: signatures are checked by <see cref="ClusterResumption"/>, all else by the core.
/// </summary>
internal sealed class ClusterDesk
{
    private const long LookEveryNs = 100 * FixedPoint.Millisecond;
    private const long AskEveryNs = FixedPoint.Second;
    private const long EngineSilentNs = FixedPoint.Second;

    private readonly NodeParts _parts;
    private readonly SlotLink _link;
    private readonly EngineIntake _intake;
    private readonly NodeStep _step;
    private readonly string _cluster;
    private readonly List<ApprovalSigner> _signers = [];
    private readonly long[] _seen;
    private long _lookedAt;
    private long _askedAt;
    private ulong _hashedAt;
    private ulong _hash;
    private SlotOrder? _carried;
    private bool _hadEngine;

    /// <summary>Creates the desk.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="link">The seam.</param>
    /// <param name="intake">Who knows the engine's sessions.</param>
    /// <param name="step">Steps the core; journals and publishes what follows.</param>
    public ClusterDesk(NodeParts parts, SlotLink link, EngineIntake intake, NodeStep step)
    {
        _parts = parts;
        _link = link;
        _intake = intake;
        _step = step;
        _cluster = parts.Configuration.ClusterName;
        _seen = new long[link.Peers.Count];
        foreach (Operator person in parts.Configuration.Operators)
        {
            _signers.Add(new ApprovalSigner(person.Name, person.Senior, person.PublicKey));
        }
    }

    /// <summary>The takeover: the first input of the core under the new epoch.</summary>
    /// <param name="now">Core time.</param>
    /// <exception cref="InvalidOperationException">The core refuses the epoch: a bug, and nothing was opened yet.</exception>
    public void Begin(long now)
    {
        StepResult begun = _step(new NodeInput
        {
            Kind = NodeInputKind.Takeover,
            Now = now,
            Number = (long)_parts.Epoch,
            Argument0 = _link.Slot,
            Text = Encoding.UTF8.GetBytes(_link.Node),
        });
        if (begun != StepResult.Done)
        {
            throw new InvalidOperationException($"the takeover under epoch {_parts.Epoch} was refused: {begun}");
        }
    }

    /// <summary>The slot is about to be let go: its engine is told to stop acting.</summary>
    /// <param name="now">Core time.</param>
    public void Release(long now) => _step(new NodeInput { Kind = NodeInputKind.Deactivate, Now = now });

    /// <summary>What a step appended moved a mode: the state hash after it is the one that copies are compared by.</summary>
    /// <param name="last">Sequence of the step's last entry.</param>
    public void Moved(ulong last)
    {
        _hashedAt = last;
        _hash = BinaryPrimitives.ReadUInt64LittleEndian(_parts.Core.State.Hash());
    }

    /// <summary>Once per round of the loop.</summary>
    /// <param name="now">Core time.</param>
    /// <param name="bootNow">CLOCK_BOOTTIME, ns.</param>
    /// <param name="released">What is committed for the outside.</param>
    public void Look(long now, long bootNow, ulong released)
    {
        if (_link.Order is { } order && (!ReferenceEquals(order, _carried) || order.Resumption is null))
        {
            _carried = order;
            Carry(order, now);
        }

        Report();
        Engine(now);
        if (bootNow - _lookedAt < LookEveryNs)
        {
            return;
        }

        _lookedAt = bootNow;
        Hear(now, bootNow);
        Dmm(bootNow, released);
    }

    /// <summary>Tells how far the loop is.</summary>
    public void Report() => _link.Report(new SlotProgress(
        _parts.Journal.CommittedSequence, _parts.Journal.Appended.Sequence, _parts.FrameEpoch, _hashedAt, _hash));

    private void Carry(SlotOrder order, long now)
    {
        ClusterDmmBook book = _parts.Core.State.ClusterDmm;
        if (order.Resumption is not { } resumption)
        {
            if (book.Epoch >= order.DmmEpoch)
            {
                return;
            }

            _step(new NodeInput
            {
                Kind = NodeInputKind.ClusterDmm,
                Now = now,
                Number = order.DmmEpoch,
                Text = Encoding.UTF8.GetBytes(order.Origin),
            });
            return;
        }

        if (!book.CanEnd(order.DmmEpoch))
        {
            return;
        }

        ClusterResumptionFindings findings = ClusterResumption.Check(
            resumption, _cluster, order.DmmEpoch, _signers, _parts.Configuration.ApprovalsRequired);
        if (!findings.IsEnough)
        {
            _parts.Log.Post(log => log.Of(LogEvents.ClusterHalted).Error(
                "the resumption that ended DMM epoch {Epoch} of the cluster is not believed here, and this slot stays in DMM: {Problem}",
                order.DmmEpoch, findings.Problem));
            return;
        }

        _step(new NodeInput
        {
            Kind = NodeInputKind.ClusterResume,
            Now = now,
            Number = order.DmmEpoch,
            Resumption = resumption,
            Signatures = findings.Signatures,
        });
    }

    private void Hear(long now, long bootNow)
    {
        for (int node = 0; node < _seen.Length; node++)
        {
            long heard = node == _link.Self ? bootNow : _link.HeardAt(node);
            if (heard != _seen[node] && _link.Peers[node] >= 0)
            {
                _seen[node] = heard;
                NodeInputKind kind = heard == SlotLink.Left ? NodeInputKind.PeerLeft : NodeInputKind.PeerSeen;
                _step(new NodeInput { Kind = kind, Now = now, Number = _link.Peers[node] });
            }
        }

        _step(new NodeInput { Kind = NodeInputKind.SlotSeen, Now = now, Number = _link.AllOwned ? 1 : 0 });
    }

    private void Dmm(long bootNow, ulong released)
    {
        DurableState state = _parts.Core.State;
        if (_parts.Core.AwaitsClusterDmm && bootNow - _askedAt >= AskEveryNs)
        {
            _askedAt = bootNow;
            _link.AskDmm();
        }

        ClusterDmmBook book = state.ClusterDmm;
        bool ended = book.HasAny && !book.IsActive && book.Resumption.Length > 0 && released >= _parts.Journal.Appended.Sequence;
        if (ended && _link.Resumed.Epoch != book.Epoch)
        {
            _link.Resume(book.Epoch, book.Resumption.ToArray());
        }
    }

    private void Engine(long now)
    {
        long silentNs = EngineSilentNs * _parts.Configuration.TimeScale;
        bool lives = _intake.Sessions.Count > 0 && (_intake.LastHeartbeat == 0 || now - _intake.LastHeartbeat < silentNs);
        _hadEngine |= lives;
        _link.Report(_parts.Core.State.Takeover.Stage == TakeoverStage.Active, _hadEngine && !lives);
    }
}
