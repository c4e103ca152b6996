namespace Basisd.Safety;

/// <summary>Modes as operators read them.</summary>
public static class ModeText
{
    /// <summary>The mode's name: NORMAL, RECOVERY, BSCB, DMM.</summary>
    public static string Of(Mode mode) => mode switch
    {
        Mode.Normal => "NORMAL",
        Mode.Recovery => "RECOVERY",
        Mode.Bscb => "BSCB",
        _ => "DMM",
    };

    /// <summary>The mode's name, with the stage where there is one: <c>RECOVERY 2/4</c>.</summary>
    public static string Of(Mode mode, int stage) =>
        mode == Mode.Recovery ? $"RECOVERY {stage}/{PermissionMatrix.LastStage}" : Of(mode);
}
