using System.Text;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>Commands to the engine as a table: what was said, whether it was acknowledged, whether it was verified.</summary>
internal static class CommandTable
{
    /// <summary>All that the node remembers.</summary>
    public static string Render(CommandsReply reply)
    {
        StringBuilder text = new();
        if (reply.Commands.Count == 0)
        {
            text.Append("no command was given yet\n");
        }
        else
        {
            text.Append($"{"id",5}  {"command",-10}  {"scope",-20}  {"by",-11}  {"acknowledged",-14}  {"verified",-20}  missed  what\n");
            foreach (CommandStatus command in reply.Commands)
            {
                Append(text, command);
            }
        }

        Append(text, reply.Containment);
        return text.ToString();
    }

    /// <summary>Those of which something is awaited, for the status; empty for none.</summary>
    public static string RenderOutstanding(CommandsReply reply)
    {
        StringBuilder text = new();
        foreach (CommandStatus command in reply.Commands)
        {
            if (command.State is "outstanding" or "acknowledged")
            {
                string acknowledged = command.AcknowledgedAt == 0 ? "not acknowledged" : "acknowledged, not verified";
                string missed = command.Misses == 0 ? string.Empty : $", {command.Misses} missed";
                text.Append($"command  {command.Id}: {command.Kind} {command.Scope} {command.Arguments}".TrimEnd());
                text.Append($": {acknowledged}{missed}\n");
            }
        }

        Append(text, reply.Containment);
        return text.ToString();
    }

    private static void Append(StringBuilder text, CommandStatus command)
    {
        string acknowledged = command.AcknowledgedAt != 0 ? After(command.AcknowledgedAt - command.IssuedAt)
            : command.RefusedAt != 0 ? "refused" : "no";
        string verified = command.State switch
        {
            "verified" => $"{After(command.VerifiedAt - command.IssuedAt)} at {command.VenuesRead} venues",
            "outstanding" or "acknowledged" => "no",
            _ => command.State,
        };
        text.Append($"{command.Id,5}  {command.Kind,-10}  {command.Scope,-20}  {command.Origin,-11}  {acknowledged,-14}  {verified,-20}  ");
        text.Append($"{command.Misses,6}  {command.Arguments}".TrimEnd()).Append('\n');
    }

    private static void Append(StringBuilder text, ContainmentStatus? containment)
    {
        if (containment is null)
        {
            return;
        }

        string by = containment.Episode == 0 ? "an operator" : $"DMM epoch {containment.Episode}";
        string binds = containment.Constraint.Length == 0 ? string.Empty : $": no plan, {containment.Constraint} {containment.Position}".TrimEnd();
        text.Append($"contain  {containment.Scope} for {by}: {containment.Step}, {containment.Told} of {containment.Slices} slices told{binds}\n");
    }

    private static string After(long ns) => $"after {EvidenceText.Seconds(ns)}";
}
