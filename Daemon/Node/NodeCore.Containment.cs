using Basisd.Safety;

namespace Basisd.Node;

// The signed containment order as an input of the node.
public sealed partial class NodeCore
{
    /// <summary>
    /// Whether an order to contain a scope's exposure could be taken now: DMM has frozen it, by policy and without such an order. A module holds
    /// no exposure.
    /// </summary>
    public bool CanContain(int scope) =>
        State.Safety.ModeOf(Topology.Platform) == Mode.Dmm && !_settings.Matrix.ContainByPolicy
        && scope >= 0 && scope < Topology.Scopes.Length && Topology.Scopes[scope].Kind != ScopeKind.Module
        && (!State.Safety.Contained || (scope == Topology.Platform && State.Safety.ContainedScope != Topology.Platform));

    /// <summary>Whether cancel and reduce stay possible on one scope while another is contained.</summary>
    public bool IsInReach(int contained, int scope) => _permissions.IsInReach(contained, scope);

    // What it permits is tightened for the other scopes at once and loosened for its own after the commit, as every other change of the gate.
    private StepResult Contain(in NodeInput input, Effects effects)
    {
        Note(EntryKind.Approval, input, effects);
        if (!CanContain(input.Scope))
        {
            return StepResult.Refused;
        }

        SafetyInput order = new()
        {
            Kind = SafetyInputKind.Contain,
            At = Now,
            Scope = input.Scope,
            DmmEpoch = input.DmmEpoch,
            Signatures = input.Signatures,
        };
        StepResult result = ResultOf(State.Apply(order, effects));
        _permissions.FollowContainment(effects);
        return result;
    }
}
