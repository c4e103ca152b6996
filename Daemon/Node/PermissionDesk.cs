using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What each scope's cell of the gate should show: the word of its mode and stage, no more than a breaker's while a required input was never
/// seen, less still while a takeover is not reconciled, and neither cancel nor reduce where a signed containment order is about another
/// part of the
/// platform. It sets targets; what goes out when is <see cref="GateTargets"/>'s.
/// </summary>
internal sealed class PermissionDesk
{
    private readonly CoreSettings _settings;
    private readonly SafetyState _safety;
    private readonly InputWatch _inputs;
    private readonly GateTargets _gate;
    private readonly ScopeReach _reach;
    private readonly TakeoverHold _hold;
    private int _contained = SafetyState.NoScope;

    /// <summary>Creates the desk of one node.</summary>
    public PermissionDesk(
        Topology topology, CoreSettings settings, SafetyState safety, InputWatch inputs, GateTargets gate, TakeoverHold hold)
    {
        _hold = hold;
        _settings = settings;
        _safety = safety;
        _inputs = inputs;
        _gate = gate;
        _reach = new ScopeReach(topology);
    }

    /// <summary>A required input was seen for the first time: every scope that may open by it is noted in the journal and opens after that.</summary>
    public void OpenSeen(long now, Effects effects)
    {
        for (int scope = 0; scope < _safety.ScopeCount; scope++)
        {
            if (_gate.TargetOf(scope) == WordOf(scope))
            {
                continue;
            }

            int offset = effects.Payloads.Length;
            effects.Payloads.U8(EntryCodec.Version);
            effects.Payloads.I64(now);
            effects.Payloads.I32(scope);
            effects.Append(EntryKind.InputsSeen, offset);
            Publish(scope, moved: false, effects);
        }
    }

    /// <summary>Sets the target of every scope.</summary>
    public void PublishAll(Effects effects)
    {
        _contained = _safety.ContainedScope;
        for (int scope = 0; scope < _safety.ScopeCount; scope++)
        {
            Publish(scope, moved: false, effects);
        }
    }

    /// <summary>Sets the target of every scope if a containment order began, widened or ended.</summary>
    public void FollowContainment(Effects effects)
    {
        if (_contained != _safety.ContainedScope)
        {
            PublishAll(effects);
        }
    }

    /// <summary>Sets the target of a scope.</summary>
    public void Publish(int scope, bool moved, Effects effects) =>
        _gate.Set(scope, WordOf(scope), _safety.ModeOf(scope), _safety.StageOf(scope), moved, effects);

    /// <summary>The next cell that may be loosened now that the journal is durable up to a sequence.</summary>
    /// <returns>False when none is left.</returns>
    public bool TryTakeLoosened(ulong committed, out GateWrite write)
    {
        int scope = _gate.TakeCommitted(committed);
        write = scope < 0 ? default : new GateWrite(scope, _gate.PublishedOf(scope), _safety.ModeOf(scope), _safety.StageOf(scope));
        return scope >= 0;
    }

    /// <summary>Whether a contained scope and another one have a part in common.</summary>
    public bool IsInReach(int contained, int scope) => _reach.Meets(contained, scope);

    private ulong WordOf(int scope)
    {
        bool platform = scope == Topology.Platform;
        ulong word = _settings.Matrix.WordOf(platform, _safety.ModeOf(scope), _safety.StageOf(scope), _safety.Contained);
        if (_safety.ContainedScope > Topology.Platform && !_settings.Matrix.ContainByPolicy && !_reach.Meets(_safety.ContainedScope, scope))
        {
            word = PermissionWord.With(PermissionWord.With(word, GateAction.Cancel, Permission.Deny), GateAction.Reduce, Permission.Deny);
        }

        word = _hold.Limit(scope, word);
        return _inputs.IsAwaiting(scope) ? word & _settings.Matrix.WordOf(false, Mode.Bscb, 0, false) : word;
    }
}
