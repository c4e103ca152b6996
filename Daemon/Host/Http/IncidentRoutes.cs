using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Incidents;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/v1/incidents</c> and <c>/v1/incident</c>: shows incidents with names and texts, and hands records to the loop, which alone judges who may
/// record what. It checks the shape of a request and that every text is one that a terminal and a journal can show; nothing else.
/// </summary>
internal sealed class IncidentRoutes
{
    /// <summary>The incidents.</summary>
    public const string ListPath = "/v1/incidents";

    /// <summary>A record.</summary>
    public const string RecordPath = "/v1/incident";

    private const string Shape =
        "send {\"kind\":\"step\",\"step\":\"declaration\",\"author\":\"alice\",\"role\":\"operations-lead\",\"text\":\"…\"}, "
        + "or use `basisd incident`";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public IncidentRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Shows the incidents.</summary>
    public Task<HttpReply> ShowAsync(AdminPeer peer, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, new OperatorCommand(OperatorAct.Incidents, "platform", "", peer.Uid, peer.Pid),
        reply => HttpReply.Json(reply.Incidents!, HttpJson.Default.IncidentsReply), gone);

    /// <summary>Takes a record.</summary>
    public async Task<HttpReply> RecordAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        IncidentRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.IncidentRequest, gone).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return HttpReply.Error(400, "the body is not the JSON that this path takes", Shape);
        }

        string problem = request is null ? "the body is null" : Problem(request);
        if (request is null || problem.Length > 0)
        {
            return HttpReply.Error(400, problem, Shape);
        }

        OperatorCommand command = new(OperatorAct.RecordIncident, "platform", request.Text?.Trim() ?? "", peer.Uid, peer.Pid) { Incident = request };
        return await OperatorCall.RunAsync(
            _commands, command, reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone)
            .ConfigureAwait(false);
    }

    /// <summary>What is wrong with the shape of a request; empty for nothing.</summary>
    internal static string Problem(IncidentRequest request)
    {
        string problem = KindProblem(request);
        problem = problem.Length > 0 ? problem : TextProblem("author", request.Author, IncidentRecord.MaxAuthor, isRequired: true);
        problem = problem.Length > 0 ? problem : TextProblem("role", request.Role, IncidentRecord.MaxAuthor, isRequired: false);
        bool isTold = request.Kind is "step" or "note";
        problem = problem.Length > 0 ? problem : TextProblem("text", request.Text?.Trim(), IncidentRecord.MaxText, isTold);
        problem = problem.Length > 0 ? problem : DocumentProblem(request);
        return problem.Length > 0 ? problem : FigureProblem(request);
    }

    private static string KindProblem(IncidentRequest request)
    {
        if (request.Kind is not ("step" or "note" or "impact" or "notification" or "report" or "disclosure"))
        {
            return "the kind is step, note, impact, notification, report or disclosure";
        }

        if (request.Incident is < 1)
        {
            return "the number of an incident is 1 or more; without one it is the open incident, else the latest";
        }

        bool isStep = request.Kind == "step";
        return isStep == request.Step is null ? isStep ? "a step has its name, for example declaration" : "step goes with the kind step alone"
            : isStep && !DmmProtocol.TryParse(request.Step!, out _)
                ? "there is no such step: declaration, root_cause, impact, communication and plan are recorded by people" : "";
    }

    // Control characters would drive a terminal; direction marks would show another order than the one that was written.
    private static string TextProblem(string name, string? text, int maxBytes, bool isRequired)
    {
        if (string.IsNullOrEmpty(text))
        {
            return isRequired ? $"the {name} is missing" : "";
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > maxBytes)
        {
            return $"the {name} has {bytes} bytes of UTF-8, at most {maxBytes} fit: put the rest into a document and record its hash";
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune)
                is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator)
            {
                return $"the {name} has the control character U+{rune.Value:X4}: write plain text on one line";
            }
        }

        return "";
    }

    private static string DocumentProblem(IncidentRequest request)
    {
        if (request.Document is null)
        {
            return request.Kind is "report" or "disclosure" ? $"a {request.Kind} has the SHA-256 of its document (`--document FILE`)" : "";
        }

        bool isHash = request.Document.Length == IncidentRecord.HashBytes * 2;
        foreach (char c in request.Document)
        {
            isHash &= char.IsAsciiHexDigit(c);
        }

        return isHash ? "" : "the document is a SHA-256, 64 hex digits";
    }

    private static string FigureProblem(IncidentRequest request)
    {
        bool has = request.Users is not null || request.ExposureUsd is not null || request.LossUsd is not null;
        if (has != (request.Kind == "impact"))
        {
            return has ? "users, exposure_usd and loss_usd go with the kind impact alone" : "an impact has users, exposure_usd or loss_usd";
        }

        return request.Users is < 0 ? "users is 0 or more"
            : request.ExposureUsd is { } exposure && !IsAmount(exposure) ? "exposure_usd is a decimal of 0 or more with up to 8 places"
            : request.LossUsd is { } loss && !IsAmount(loss) ? "loss_usd is a decimal of 0 or more with up to 8 places" : "";
    }

    private static bool IsAmount(string text) => AmountText.TryParse(text, out long amount) && amount >= 0 && !text.StartsWith('-');
}
