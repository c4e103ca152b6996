using System;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>What concerns the platform as a whole: integrity, other nodes, statements of operators.</summary>
internal sealed class PlatformDesk
{
    private const int MostFeeds = 16;

    private readonly DeskParts _parts;
    private readonly VenueDesk _venues;

    /// <summary>Creates the desk.</summary>
    public PlatformDesk(DeskParts parts, VenueDesk venues)
    {
        _parts = parts;
        _venues = venues;
    }

    /// <summary>Whether an operator may state the trigger: nothing else can measure it (SPEC 5).</summary>
    public static bool IsStated(TriggerId trigger) => trigger is TriggerId.VenueInsolvency or TriggerId.RegulatoryAction
        or TriggerId.SystemCompromise or TriggerId.MarketDislocation or TriggerId.ExecutionIntegrity;

    /// <summary>Takes an integrity report.</summary>
    public void OnReport(in Observation report, long now, Effects effects)
    {
        TriggerCatalogue triggers = _parts.Triggers;
        int scope = (int)report.Index;
        int venue = Array.FindIndex(_parts.Topology.Venues, v => v.ScopeIndex == scope);
        if (report.V0 == IntegrityCode.UnknownOrder)
        {
            JudgePlatform(TriggerId.ExecutionIntegrity, triggers.ExecutionIntegrity.OnUnknownOrder(report.V1), scope, now, effects);
        }
        else if (report.V0 == IntegrityCode.DecisionDiffers)
        {
            JudgePlatform(TriggerId.ExecutionIntegrity, triggers.ExecutionIntegrity.OnDecision(report.V1), scope, now, effects);
        }
        else if (report.V0 == IntegrityCode.VenueDistress && venue >= 0 && report.V1 is >= 0 and < MostFeeds)
        {
            _venues.OnDistress(venue, (int)report.V1, now, effects);
        }
        else
        {
            Verdict fault = triggers.StateIntegrityFault.OnReport(report.V0, report.V1);
            JudgePlatform(TriggerId.StateIntegrityFault, fault, Topology.Platform, now, effects);
        }
    }

    /// <summary>Takes an operator's statement: it latches at once, shadow or not, because nothing is evaluated.</summary>
    public SafetyOutcome OnStatement(TriggerId trigger, long now, Effects effects)
    {
        Verdict stated = trigger switch
        {
            TriggerId.VenueInsolvency => VenueInsolvency.Statement(),
            TriggerId.SystemCompromise => SystemCompromise.Statement(),
            _ => RegulatoryAction.Statement(),
        };
        return _parts.Judge.Latch(Topology.Platform, trigger, stated.Severity, stated.Evidence, now, effects);
    }

    /// <summary>Takes a signature that was refused because of who signed.</summary>
    public void OnRefusedSignature(long now, Effects effects) => JudgePlatform(
        TriggerId.SystemCompromise, _parts.Triggers.SystemCompromise.OnRefusedSignature(now), Topology.Platform, now, effects);

    /// <summary>Takes the comparison of binary and configuration with what is attested.</summary>
    public void OnAttestation(bool matches, long now, Effects effects) => JudgePlatform(
        TriggerId.SystemCompromise, _parts.Triggers.SystemCompromise.OnAttestation(matches), Topology.Platform, now, effects);

    /// <summary>Takes a peer's heartbeat.</summary>
    public void OnPeer(int peer, long now) => _parts.Triggers.NodeSilent.OnHeartbeat(peer, now);

    /// <summary>A peer says that it is stopping.</summary>
    public void OnPeerLeft(int peer) => _parts.Triggers.NodeSilent.OnLeft(peer);

    /// <summary>Takes whether the slot has an owner.</summary>
    public void OnSlot(bool owned, long now) => _parts.Triggers.NodeSilent.OnSlot(owned, now);

    /// <summary>Time passed: silence grows older, and a second is too long to wait for that.</summary>
    public void Tick(long now, Effects effects)
    {
        for (int peer = 0; peer < _parts.Topology.Peers.Length; peer++)
        {
            int scope = _parts.Topology.Peers[peer].Index;
            _parts.Judge.Judge(scope, TriggerId.NodeSilent, _parts.Triggers.NodeSilent.Judge(peer, now), scope, now, effects);
        }

        JudgePlatform(TriggerId.NodeSilent, _parts.Triggers.NodeSilent.JudgeSlot(now), Topology.Platform, now, effects);
    }

    private void JudgePlatform(TriggerId trigger, in Verdict verdict, int origin, long now, Effects effects) =>
        _parts.Judge.Judge(Topology.Platform, trigger, verdict, origin, now, effects);
}
