using Basisd.Incidents;

namespace Basisd.Host.Audit;

/// <summary>Why the core did not take a record, what there is instead, and how to go on. Words only.</summary>
internal static class IncidentRefusalText
{
    /// <summary>The words of a refusal.</summary>
    /// <param name="refusal">What the core said.</param>
    /// <param name="record">The record.</param>
    /// <param name="file">The incident; null where there is none of that number.</param>
    public static string Of(IncidentRefusal refusal, IncidentRecord record, IncidentFile? file)
    {
        if (file is null || refusal == IncidentRefusal.NoSuchIncident)
        {
            return $"incident {record.Incident} is not on file: `basisd incident list` shows those that are, older ones are in the journal";
        }

        string where = $"incident {record.Incident}";
        string step = ProtocolWords.NameOf(record.Step);
        return refusal switch
        {
            IncidentRefusal.NoProtocol => $"{where}: {NoProtocol(file)}",
            IncidentRefusal.OutOfOrder => $"{where}: {step} is not next; {ProtocolWords.Next(file)}",
            IncidentRefusal.AlreadyDone when file.StepAt(record.Step) != 0 =>
                $"{where}: {step} is complete since {AuditTime.Short(file.StepAt(record.Step))} UTC; {ProtocolWords.Next(file)}",
            IncidentRefusal.AlreadyDone =>
                $"{where}: {RoleNames.Of(record.Role)} has recorded {step} already; {ProtocolWords.Next(file)}",
            IncidentRefusal.WrongRole => $"{where}: {WrongRole(record, step)}",
            IncidentRefusal.NoDocument =>
                $"{where}: {step} needs the document, whose SHA-256 the approvals will name: add --document FILE",
            _ => $"{where}: the record has a part that none can have",
        };
    }

    private static string NoProtocol(IncidentFile file) => file.Epoch == 0
        ? "it never came to DMM, so it has no protocol; `basisd incident note` records what there is to say"
        : !file.IsOpen ? "it is closed and its protocol is over; `basisd incident note` still records what there is to say"
        : "the resumption was accepted, so its protocol is over; `basisd incident note` records what there is to say";

    private static string WrongRole(IncidentRecord record, string step) => record.Step switch
    {
        ProtocolStep.FullHalt or ProtocolStep.StateFreeze => $"{step} is recorded by the node itself",
        ProtocolStep.Approval => $"{step} is the signed resumption itself: `basisd resume plan` says what it takes",
        _ => $"{step} is recorded by {ProtocolWords.Named(DmmProtocol.RolesOf(record.Step))}, not by {RoleNames.Of(record.Role)}",
    };
}
