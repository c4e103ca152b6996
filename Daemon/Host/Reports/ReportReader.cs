using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// Makes a report from a journal: verifies all of it first, then reads it once. Of a damaged journal it makes none, unless it is told to; then the
/// report says so at its head. It writes nothing.
/// </summary>
public static class ReportReader
{
    /// <summary>Reads.</summary>
    public static ReportResult Read(ReportRequest request)
    {
        using ReportSource? source = ReportSource.Open(request.Path, out JournalProblem? problem);
        if (source is null)
        {
            return ReportResult.Refused(problem!.Message, problem.IsIntegrity);
        }

        string damage = Damage(request);
        if (damage.Length > 0 && !request.DespiteDamage)
        {
            return ReportResult.Refused(damage, isIntegrity: true);
        }

        EntryNames names = request.Names();
        IncidentTrace trace = new(names, request.Incident);
        while (source.Next(out HeldFrame frame))
        {
            trace.Take(frame);
            request.Reached?.Invoke(frame.Header.Sequence);
        }

        // A running node may have gone on since it was verified.
        damage = damage.Length > 0 ? damage : source.Problem;
        if (damage.Length > 0 && !request.DespiteDamage)
        {
            return ReportResult.Refused(damage, isIntegrity: true);
        }

        if (trace.File is null)
        {
            return ReportResult.Refused(Missing(request, source, trace));
        }

        string note = names.Disagrees
            ? "the journal was written with another topology than this configuration's, so scopes are shown by index; name the node's own file with "
            + "--config"
            : source.Lost > 0 ? $"the running node cut {source.Lost} entries behind its snapshot before they were read" : string.Empty;
        return new ReportResult(
            ReportBuilder.Build(trace, source.Id, names, request.Rules, request.Mask(), damage), string.Empty, IsIntegrity: false, note);
    }

    // A file of frames is verified as it is read, up to its trailer.
    private static string Damage(ReportRequest request)
    {
        if (System.IO.File.Exists(request.Path))
        {
            return string.Empty;
        }

        VerifyReport verified = JournalVerifier.Verify(request.Path, request.Reached);
        return verified.Sound ? string.Empty : verified.Message;
    }

    private static string Missing(ReportRequest request, ReportSource source, IncidentTrace trace)
    {
        string kept = source.First > 1
            ? $"; it keeps entries from {source.First} on, and what was opened before them is in exported frames alone: name such a file with --from"
            : string.Empty;
        return trace.Known.Count == 0 && request.Incident is null ? $"the journal tells of no incident{kept}"
            : trace.Known.Count == 0 ? $"the journal tells of no incident {request.Incident}{kept}"
            : $"the journal does not have the opening of incident {request.Incident}; it names {string.Join(", ", trace.Known)}{kept}";
    }
}
