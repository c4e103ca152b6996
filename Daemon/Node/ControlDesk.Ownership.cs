using Basisd.Controls;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

// Who acts: the commands that follow from the ownership of the slot (SPEC 8, 12), and what waits while a takeover is not reconciled.
internal sealed partial class ControlDesk
{
    /// <summary>Tells the engine that it acts, or that it does so no longer.</summary>
    /// <returns>False if there is no room for the command.</returns>
    public bool OrderOwnership(CommandKind kind, long now, Effects effects) => Order(
        new Command(0, kind, Topology.Platform, 0, 0, 0) { Argument0 = _parts.State.Takeover.Slot, Origin = CommandOrigin.Ownership }, now, effects);

    /// <summary>A new epoch: what was said about ownership under the one before concerns nobody any more.</summary>
    public void WithdrawOwnership(long now, Effects effects)
    {
        int count = Outstanding();
        for (int i = 0; i < count; i++)
        {
            if (IsOwnership(Find(_ids[i]).Kind))
            {
                _parts.State.ApplyFinding(_ids[i], CommandFinding.Withdrawn, 0, now, effects);
            }
        }
    }

    /// <summary>The engine acts from now on: it hears of what waited for that.</summary>
    public void TellOutstanding(Effects effects)
    {
        foreach (ref readonly Command command in Book.Items)
        {
            if (!IsOwnership(command.Kind) && IsTellable(command))
            {
                effects.Issue(command);
            }
        }
    }

    /// <summary>The command that activated the engine, as it is told to one that connects.</summary>
    public Command Activation()
    {
        TakeoverBook takeover = _parts.State.Takeover;
        long within = WindowsOf(CommandKind.Activate).AcknowledgeNs;
        return Book.TryFind(takeover.ActivationId, out Command held) ? held
            : new Command(
                takeover.ActivationId, CommandKind.Activate, Topology.Platform, takeover.ActivatedAt, takeover.ActivatedAt + within,
                takeover.ActivatedAt)
            {
                AnswerWithin = within,
                Argument0 = takeover.Slot,
                Epoch = takeover.Epoch,
                Origin = CommandOrigin.Ownership,
            };
    }

    private static bool IsOwnership(CommandKind kind) => kind is CommandKind.Activate or CommandKind.Deactivate;

    private bool IsHeld(CommandKind kind, int scope) => kind switch
    {
        CommandKind.CancelAll => _hold.Denies(GateAction.Cancel, scope),
        CommandKind.Reduce => _hold.Denies(GateAction.Reduce, scope),
        _ => false,
    };

    private bool IsAllowed(GateAction action, int scope)
    {
        SafetyState safety = _parts.State.Safety;
        if (safety.Contained && !_settings.Matrix.ContainByPolicy && !_reach.IsWithin(safety.ContainedScope, scope))
        {
            return false;
        }

        ulong platform = _settings.Matrix.WordOf(
            isPlatform: true, safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform), safety.Contained);
        bool allowed = PermissionWord.Of(platform, action) == Permission.Allow;
        if (allowed && scope != Topology.Platform)
        {
            ulong word = _settings.Matrix.WordOf(isPlatform: false, safety.ModeOf(scope), safety.StageOf(scope), safety.Contained);
            allowed = PermissionWord.Of(word, action) == Permission.Allow;
        }

        return allowed;
    }
}
