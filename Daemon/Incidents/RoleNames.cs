using System;

namespace Basisd.Incidents;

/// <summary>The words of roles, as the configuration and the command line write them .</summary>
public static class RoleNames
{
    private static readonly (string Word, OperatorRoles Role)[] Words =
    [
        ("operations-lead", OperatorRoles.OperationsLead), ("engineering", OperatorRoles.Engineering), ("risk", OperatorRoles.Risk),
        ("finance", OperatorRoles.Finance), ("operations", OperatorRoles.Operations), ("system", OperatorRoles.System),
    ];

    /// <summary>The word of one role; of several, their words with commas.</summary>
    public static string Of(OperatorRoles roles)
    {
        string text = "";
        foreach ((string word, OperatorRoles role) in Words)
        {
            text += roles.HasFlag(role) ? (text.Length == 0 ? word : ", " + word) : "";
        }

        return text.Length == 0 ? "none" : text;
    }

    /// <summary>The role of a word.</summary>
    /// <returns>False for a word that names none.</returns>
    public static bool TryParse(string word, out OperatorRoles role)
    {
        int index = Array.FindIndex(Words, w => w.Word == word);
        role = index < 0 ? OperatorRoles.None : Words[index].Role;
        return index >= 0;
    }
}
