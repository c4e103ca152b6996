using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

// The cluster, as inputs of the node: its DMM and the way out of that, and what an engine is to hear.
public sealed partial class NodeCore
{
    /// <summary>
    /// Whether the cluster must be told that this slot is in DMM: for a cause that no DMM of the cluster covers. It holds until the cluster's epoch
    /// is
    /// entered here, so nothing is lost by a death between the two; the edge is <see cref="Effects.EntersDmm"/>.
    /// </summary>
    public bool AwaitsClusterDmm => State.Safety.ModeOf(Topology.Platform) == Mode.Dmm
        && (State.ClusterDmm.IsActive ? State.Safety.HasSystemicSince(State.ClusterDmm.EnteredAt) : IsOwnDmm());

    /// <summary>Orders, fills and positions that engines told while a takeover awaited a venue: it only grows, from 0 at each start.</summary>
    public long TakeoverFacts => _takeover.FactsHeard;

    /// <summary>Adds what an engine that connects is to hear: every command of which something is awaited, and who acts.</summary>
    public void AddCommandsToTell(List<Command> commands)
    {
        if (State.Takeover.Stage == TakeoverStage.Active)
        {
            // First, for before it an engine does nothing. Also when it was acknowledged: that was another life of the engine.
            commands.Add(Controls.Activation());
        }

        foreach (ref readonly Command command in State.Commands.Items)
        {
            if (command.IsOutstanding && command.Id != State.Takeover.ActivationId && Controls.IsUnheld(command))
            {
                commands.Add(command);
            }
        }
    }

    private StepResult EnterClusterDmm(in NodeInput input, Effects effects)
    {
        if (!State.ApplyClusterDmm(input.Number, input.Text, Now, effects))
        {
            return StepResult.NoChange;
        }

        Judge.Latch(Topology.Platform, TriggerId.ClusterDmm, Severity.Critical, new Evidence(input.Number, 0, 0), Now, effects);
        return StepResult.Done;
    }

    // The entry comes after the transition: one without the other is a journal cut short, and the host asks again.
    private StepResult LeaveClusterDmm(in NodeInput input, Effects effects)
    {
        if (!State.ClusterDmm.CanEnd(input.Number) || input.Resumption.Length is 0 or > ClusterResumption.MaxBytes)
        {
            return StepResult.Refused;
        }

        SafetyInput resume = new()
        {
            Kind = SafetyInputKind.ClusterResume,
            At = Now,
            Scope = Topology.Platform,
            DmmEpoch = State.Safety.DmmEpoch,
            Signatures = input.Signatures,
            Evidence = new Evidence(input.Number, State.ClusterDmm.EnteredAt, 0),
        };
        if (ResultOf(State.Apply(resume, effects)) != StepResult.Done)
        {
            return StepResult.Refused;
        }

        State.ApplyClusterResumed(input.Number, input.Resumption, Now, effects);
        Controls.OnResumed(Now, effects);
        Incidents.OnResumed(input.Signatures, Now, effects);
        return StepResult.Done;
    }

    // In a cluster a resumption must be of the cluster's epoch that holds: a slot's own signatures do not lead out of it, and a DMM that the
    // cluster has
    // not heard of yet has no way out.
    private bool IsOfCluster(in NodeInput input) => _settings.Without.HasFlag(NodeGuards.ResumesOfCluster)
        || (!State.ClusterDmm.IsActive && !State.Takeover.HasAny)
        || (State.ClusterDmm.CanEnd(input.Argument0) && input.Resumption.Length is > 0 and <= ClusterResumption.MaxBytes);

    private void EndClusterDmm(in NodeInput input, Effects effects)
    {
        if (State.ClusterDmm.IsActive && State.ApplyClusterResumed(input.Argument0, input.Resumption, Now, effects))
        {
            effects.Publish(input.Argument0);
        }
    }

    private bool IsOwnDmm()
    {
        // What the cluster ended here holds the platform no longer; a cause of the cluster alone is nothing to tell it.
        for (int slot = 0; slot < State.Safety.Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref State.Safety.Causes[slot];
            if (cause.Status == CauseStatus.Active && cause.Systemic && cause.Trigger != TriggerId.ClusterDmm)
            {
                return true;
            }
        }

        return false;
    }

    private void NoteDmm(TransitionList moves, Effects effects)
    {
        foreach (ref readonly Transition move in moves.Items)
        {
            if (move.To == Mode.Dmm && move.Trigger != TriggerId.ClusterDmm)
            {
                effects.EnterDmm();
            }
        }
    }
}
