using System;

namespace Basisd.Incidents;

/// <summary>Who completes which step of the DMM protocol, and under which word it is known (SPEC 10). A table; it keeps no state.</summary>
public static class DmmProtocol
{
    /// <summary>Number of steps.</summary>
    public const int Steps = (int)ProtocolStep.Approval;

    private static readonly OperatorRoles[] Roles =
    [
        OperatorRoles.None, OperatorRoles.System, OperatorRoles.System, OperatorRoles.OperationsLead, OperatorRoles.Engineering | OperatorRoles.Risk,
        OperatorRoles.Risk | OperatorRoles.Finance, OperatorRoles.Operations, OperatorRoles.Engineering | OperatorRoles.Risk, OperatorRoles.System,
    ];

    private static readonly string[] Words =
        ["none", "full_halt", "state_freeze", "declaration", "root_cause", "impact", "communication", "plan", "approval"];

    private static readonly string[] Responsible =
    [
        "", "system", "system", "operations lead", "engineering and risk", "risk and finance", "operations", "engineering and risk",
        "operations lead",
    ];

    /// <summary>The roles that each have to record a step.</summary>
    public static OperatorRoles RolesOf(ProtocolStep step) => Roles[(int)step];

    /// <summary>Its word.</summary>
    public static string WordOf(ProtocolStep step) => Words[(int)step];

    /// <summary>Who is responsible, in words.</summary>
    public static string ResponsibleFor(ProtocolStep step) => Responsible[(int)step];

    /// <summary>The step of a word.</summary>
    /// <returns>False for a word that names none.</returns>
    public static bool TryParse(string word, out ProtocolStep step)
    {
        int index = Array.IndexOf(Words, word);
        step = index > 0 ? (ProtocolStep)index : ProtocolStep.None;
        return index > 0;
    }
}
