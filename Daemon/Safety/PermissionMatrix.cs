using System;

namespace Basisd.Safety;

/// <summary>
/// The permission matrix of SPEC 3 as data. Configuration may make a cell stricter, never looser than the table; recovery gives
/// back what the table lists, stage by stage, and never more than NORMAL allows.
/// </summary>
public sealed class PermissionMatrix
{
    /// <summary>The last recovery stage; after its checks the scope is NORMAL.</summary>
    public const int LastStage = 4;

    private const Permission Allow = Permission.Allow;
    private const Permission Queue = Permission.Queue;
    private const Permission Deny = Permission.Deny;

    // Action bit order: open, modify, cancel, reduce, reallocate, swap, stake, unstake, accrue, withdraw, deposit, transfer.
    private static readonly Permission[] BscbRow = [Deny, Allow, Allow, Allow, Deny, Deny, Deny, Allow, Deny, Queue, Allow, Allow];
    private static readonly Permission[] DmmRow = [Deny, Deny, Deny, Deny, Deny, Deny, Deny, Queue, Deny, Queue, Queue, Deny];
    private static readonly byte[] RestoringStage = [4, 4, 1, 1, 4, 3, 3, 2, 3, 2, 2, 2];

    private ulong _normal = PermissionWord.AllowAll;
    private ulong _bscb = RowWord(BscbRow);
    private ulong _dmm = RowWord(DmmRow);

    /// <summary>
    /// Containment by policy (<c>dmm.exposure = "contain"</c>): <c>cancel</c> and <c>reduce</c> stay ALLOW in DMM for commands that basisd
    /// itself issued (SPEC 3, note 1). False: exposure is frozen.
    /// </summary>
    public bool ContainByPolicy { get; init; }

    /// <summary>The stage of RECOVERY that restores an action (SPEC 3, last column).</summary>
    public static int StageOf(GateAction action) => RestoringStage[(int)action];

    /// <summary>The table's cell, before any configuration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">RECOVERY has no row of its own.</exception>
    public static Permission TableCell(Mode mode, GateAction action) => mode switch
    {
        Mode.Normal => Allow,
        Mode.Bscb => BscbRow[(int)action],
        Mode.Dmm => DmmRow[(int)action],
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    /// <summary>Makes one cell stricter.</summary>
    /// <returns>False, and nothing changed, if the permission is looser than the table or the mode is RECOVERY.</returns>
    public bool TryRestrict(Mode mode, GateAction action, Permission permission)
    {
        if (mode == Mode.Recovery || permission > TableCell(mode, action))
        {
            return false;
        }

        switch (mode)
        {
            case Mode.Normal: _normal = PermissionWord.With(_normal, action, permission); break;
            case Mode.Bscb: _bscb = PermissionWord.With(_bscb, action, permission); break;
            default: _dmm = PermissionWord.With(_dmm, action, permission); break;
        }

        return true;
    }

    /// <summary>The permission word of one scope.</summary>
    /// <param name="isPlatform">Recovery of the platform starts from the DMM row, of other scopes from the BSCB row.</param>
    /// <param name="mode">The scope's mode.</param>
    /// <param name="stage">Its recovery stage, 0 to 4; ignored outside RECOVERY.</param>
    /// <param name="containmentOrdered">Whether a signed containment order is in force.</param>
    public ulong WordOf(bool isPlatform, Mode mode, int stage, bool containmentOrdered)
    {
        switch (mode)
        {
            case Mode.Normal: return _normal;
            case Mode.Bscb: return _bscb & _normal;
            case Mode.Dmm: return Contained(_dmm, containmentOrdered) & _normal;
            case Mode.Recovery: break;
            default: return PermissionWord.DenyAll;
        }

        ulong word = isPlatform ? Contained(_dmm, containmentOrdered) : _bscb;
        for (int action = 0; action < GateActions.Count; action++)
        {
            if (RestoringStage[action] <= stage)
            {
                word = PermissionWord.With(word, (GateAction)action, Allow);
            }
        }

        return word & _normal;
    }

    private static ulong RowWord(Permission[] row)
    {
        ulong word = PermissionWord.DenyAll;
        for (int action = 0; action < row.Length; action++)
        {
            word = PermissionWord.With(word, (GateAction)action, row[action]);
        }

        return word;
    }

    private ulong Contained(ulong word, bool ordered)
    {
        if (!ContainByPolicy && !ordered)
        {
            return word;
        }

        word = PermissionWord.With(word, GateAction.Cancel, Allow);
        return PermissionWord.With(word, GateAction.Reduce, Allow);
    }
}
