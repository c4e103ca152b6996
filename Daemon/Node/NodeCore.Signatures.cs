using System;
using Basisd.Safety;

namespace Basisd.Node;

// What has to do with signatures and with who is at the controls: the containment order, refused signers, attestation.
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

    /// <summary>
    /// Counts a refused signer that an entry behind the latest snapshot tells of: how often it happened must outlast a process that was killed.
    /// </summary>
    public void Remember(EntryKind kind, ReadOnlySpan<byte> payload)
    {
        // An older form has no such entries.
        if (kind != EntryKind.OperatorAct || payload.Length == 0 || payload[0] != EntryCodec.Version)
        {
            return;
        }

        CanonicalReader reader = new(payload);
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        if ((NodeInputKind)reader.U8() == NodeInputKind.SignatureRefused)
        {
            Triggers.SystemCompromise.OnRefusedSignature(at);
        }
    }

    private void Refuse(in NodeInput input, Effects effects)
    {
        NoteAct(input, effects);
        _desk.Platform.OnRefusedSignature(Now, effects);
    }

    // What was found is noted where it is not what was attested: the trip alone says neither which of the two nor which hash.
    private void Attest(in NodeInput input, Effects effects)
    {
        bool matches = input.Number == 1;
        if (!matches)
        {
            NoteAct(input, effects);
        }

        _desk.Platform.OnAttestation(matches, Now, effects);
    }

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
