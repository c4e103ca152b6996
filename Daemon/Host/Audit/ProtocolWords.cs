using System;
using Basisd.Incidents;

namespace Basisd.Host.Audit;

/// <summary>The DMM protocol in the words of the command line: which step is next, who records it, what to type. It judges nothing.</summary>
internal static class ProtocolWords
{
    /// <summary>The line to type for a step of people.</summary>
    /// <param name="step">Word of the step.</param>
    /// <param name="author">Name of the author.</param>
    /// <param name="role">The role, or null where it follows from the author.</param>
    public static string CommandOf(string step, string author, string? role)
    {
        string asRole = role is null ? "" : $" --role {role}";
        string document = step == DmmProtocol.WordOf(ProtocolStep.RootCause) ? " --document FILE" : "";
        return $"basisd incident step {step} --author {Quoted(author)}{asRole} --text \"…\"{document}";
    }

    /// <summary>A word as a shell takes it.</summary>
    public static string Quoted(string word)
    {
        bool plain = word.Length > 0;
        foreach (char c in word)
        {
            plain &= char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
        }

        return plain ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary><c>step 4 root_cause</c>.</summary>
    public static string NameOf(ProtocolStep step) => $"step {(int)step} {DmmProtocol.WordOf(step)}";

    /// <summary>Roles as a sentence names them: <c>engineering and risk</c>.</summary>
    public static string Named(OperatorRoles roles) => RoleNames.Of(roles).Replace(", ", " and ", StringComparison.Ordinal);

    /// <summary>Roles that still have to record a step.</summary>
    public static OperatorRoles Awaited(IncidentFile file, ProtocolStep step) => DmmProtocol.RolesOf(step) & ~file.RolesOf(step);

    /// <summary>What is next of an incident's protocol, in one clause.</summary>
    public static string Next(IncidentFile file)
    {
        ProtocolStep step = file.NextStep;
        return step switch
        {
            ProtocolStep.None => "nothing is next",
            ProtocolStep.Approval => "next is step 8 approval: `basisd resume plan` says what it takes",
            ProtocolStep.FullHalt or ProtocolStep.StateFreeze => $"next is {NameOf(step)}, which the node records by itself",
            _ => $"next is {NameOf(step)} by {Named(Awaited(file, step))} "
                + $"(`{CommandOf(DmmProtocol.WordOf(step), "NAME", int.IsPow2((int)Awaited(file, step)) ? null : "ROLE")}`)",
        };
    }
}
