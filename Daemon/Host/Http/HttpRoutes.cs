using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Metrics;

namespace Basisd.Host.Http;

/// <summary>
/// What the endpoints answer. Reading needs no rights beyond reaching the endpoint; acts are taken over the admin socket alone, from peers
/// that <see cref="AdminAccess"/> permits. No act here loosens DMM by itself: <c>/v1/resume</c> carries signatures to the loop, which alone
/// judges them.
/// </summary>
public sealed class HttpRoutes
{
    private const string Readable = "GET /, /metrics, /healthz, /readyz, /v1/status, /v1/events, /v1/banner, /v1/commands";
    private const string Acts =
        "GET /v1/config, /v1/triggers, /v1/reconcile, /v1/resume/plan, /v1/incidents, /v1/webhook, /v1/cluster, /v1/cluster/check, "
        + "POST /v1/halt, /v1/pause, /v1/declare, /v1/snapshot, /v1/command, /v1/incident, /v1/reconcile, /v1/resume, /v1/contain, "
        + "/v1/contain/plan, /v1/plan/reduce, "
        + "/v1/plan/reallocate, /v1/webhook/test, /v1/cluster/act over the admin socket";

    private const string EventsPath = "/v1/events";

    private readonly INodeView _node;
    private readonly IOperatorCommands _commands;
    private readonly ResumeRoutes _resume;
    private readonly ContainRoutes _contain;
    private readonly PlanRoutes _plans;
    private readonly ReconcileRoutes _reconcile;
    private readonly CommandRoutes _orders;
    private readonly IncidentRoutes _incidents;
    private readonly WebhookRoutes _webhook;
    private readonly ClusterRoutes _cluster;
    private readonly MetricRegistry _metrics;
    private readonly AdminAccess _access;
    private readonly Func<NodeConfiguration> _configuration;
    private readonly EventStreams _events;
    private readonly PageRoutes _pages;

    /// <summary>Builds the routes.</summary>
    public HttpRoutes(
        INodeView node, IOperatorCommands commands, MetricRegistry metrics, AdminAccess access, Func<NodeConfiguration> configuration,
        EventStreams events, IClusterSeat? cluster = null)
    {
        _cluster = new ClusterRoutes(cluster);
        _node = node;
        _events = events;
        _pages = new PageRoutes(node);
        _commands = commands;
        _resume = new ResumeRoutes(commands);
        _contain = new ContainRoutes(commands);
        _plans = new PlanRoutes(commands);
        _reconcile = new ReconcileRoutes(commands);
        _orders = new CommandRoutes(commands);
        _incidents = new IncidentRoutes(commands);
        _webhook = new WebhookRoutes(commands);
        _metrics = metrics;
        _access = access;
        _configuration = configuration;
    }

    /// <summary>Answers one request.</summary>
    internal async Task<HttpReply> AnswerAsync(
        ConnectionOrigin origin, string method, string path, string? accept, Stream body, CancellationToken gone)
    {
        if (origin.IsAdmin && (origin.Peer is null || !_access.Permits(origin.Peer)))
        {
            string who = origin.Peer is null ? "unknown" : $"{origin.Peer.Uid}";
            return HttpReply.Error(
                403, $"user {who} may not command this node",
                "root, the daemon's own user and the members of admin.group may; see `basisd config show`");
        }

        bool reads = method is "GET" or "HEAD";
        switch (path)
        {
            case "/metrics" or "/healthz" or "/readyz" or "/v1/status" or "/v1/banner" or "/v1/commands":
                return reads ? Read(path, accept) : WrongMethod(method, path, "GET, HEAD");
            case PageRoutes.Page or PageRoutes.Style or PageRoutes.Script:
                return reads ? _pages.Answer(path) : WrongMethod(method, path, "GET, HEAD");
            case EventsPath:
                return reads ? Events(origin.IsAdmin, method == "HEAD") : WrongMethod(method, path, "GET, HEAD");
            case "/v1/config" when origin.IsAdmin:
                return reads ? Config() : WrongMethod(method, path, "GET, HEAD");
            case "/v1/snapshot" when origin.IsAdmin:
                return method == "POST" ? await SnapshotAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case "/v1/triggers" when origin.IsAdmin:
                return reads ? await TriggersAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "GET, HEAD");
            case "/v1/halt" or "/v1/pause" or "/v1/declare" when origin.IsAdmin:
                return method == "POST" ? await ActAsync(origin.Peer!, path, body, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case ReconcileRoutes.Path when origin.IsAdmin && method == "POST":
                return await _reconcile.TakeAsync(origin.Peer!, body, gone).ConfigureAwait(false);
            case ReconcileRoutes.Path when origin.IsAdmin:
                return reads ? await _reconcile.ShowAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "GET, POST");
            case CommandRoutes.Path when origin.IsAdmin:
                return method == "POST"
                    ? await _orders.SubmitAsync(origin.Peer!, body, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case IncidentRoutes.ListPath when origin.IsAdmin:
                return reads ? await _incidents.ShowAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "GET, HEAD");
            case IncidentRoutes.RecordPath when origin.IsAdmin:
                return method == "POST"
                    ? await _incidents.RecordAsync(origin.Peer!, body, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case ResumeRoutes.PlanPath when origin.IsAdmin:
                return method == "GET" ? await _resume.PlanAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "GET");
            case ResumeRoutes.SubmitPath when origin.IsAdmin:
                return method == "POST"
                    ? await _resume.SubmitAsync(origin.Peer!, body, gone).ConfigureAwait(false)
                    : WrongMethod(method, path, "POST");
            case ContainRoutes.PlanPath or ContainRoutes.SubmitPath when origin.IsAdmin:
                return method == "POST"
                    ? await _contain.PostAsync(origin.Peer!, path, body, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case ClusterRoutes.ShowPath or ClusterRoutes.CheckPath when origin.IsAdmin:
                return reads ? _cluster.Read(path) : WrongMethod(method, path, "GET, HEAD");
            case ClusterRoutes.ActPath when origin.IsAdmin:
                return method == "POST"
                    ? await _cluster.ActAsync(origin.Peer!, body, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case WebhookRoutes.ShowPath when origin.IsAdmin:
                return reads ? await _webhook.ShowAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "GET, HEAD");
            case WebhookRoutes.TestPath when origin.IsAdmin:
                return method == "POST" ? await _webhook.TestAsync(origin.Peer!, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case PlanRoutes.ReducePath or PlanRoutes.ReallocatePath when origin.IsAdmin:
                return method == "POST" ? await PlanAsync(origin.Peer!, path, body, gone).ConfigureAwait(false) : WrongMethod(method, path, "POST");
            case "/v1/config" or "/v1/triggers" or "/v1/halt" or "/v1/pause" or "/v1/declare" or "/v1/snapshot"
                or ContainRoutes.PlanPath or ContainRoutes.SubmitPath
                or CommandRoutes.Path or ResumeRoutes.PlanPath or ResumeRoutes.SubmitPath or ReconcileRoutes.Path
                or PlanRoutes.ReducePath or PlanRoutes.ReallocatePath or IncidentRoutes.ListPath or IncidentRoutes.RecordPath
                or WebhookRoutes.ShowPath or WebhookRoutes.TestPath or ClusterRoutes.ShowPath or ClusterRoutes.CheckPath or ClusterRoutes.ActPath:
                return HttpReply.Error(403, $"{path} is served over the admin socket alone", "use the `basisd` command on the node");
            default:
                return HttpReply.Error(404, $"there is no {path}", $"there is {Readable}; {Acts}");
        }
    }

    private Task<HttpReply> PlanAsync(AdminPeer peer, string path, Stream body, CancellationToken gone) =>
        path == PlanRoutes.ReducePath ? _plans.ReduceAsync(peer, body, gone) : _plans.ReallocateAsync(peer, body, gone);

    private static HttpReply WrongMethod(string method, string path, string allowed) =>
        HttpReply.Error(405, $"{path} does not know {method}", $"use {allowed}") with { Allow = allowed };

    private static HttpReply Starting() => HttpReply.Error(503, "the node is starting", "ask again when /readyz says so");

    private HttpReply Read(string path, string? accept)
    {
        StatusSnapshot? current = _node.Current;
        switch (path)
        {
            case "/metrics":
                ExpositionFormat format = ExpositionNegotiation.FormatFor(accept);
                return new HttpReply(200, ExpositionNegotiation.ContentTypeOf(format), _metrics.Expose(format));
            case "/healthz":
                // Replay may take long and is life as well: before the first snapshot the process is judged alive.
                return Health(current is null ? null : LoopStall.Of(current), current is null ? "starting" : "ok");
            case "/readyz":
                bool isReady = current is { State: "ready" or "standby" };
                return Health(isReady ? LoopStall.Of(current!) : $"the node is {current?.State ?? "starting"}", "ok");
            case "/v1/banner":
                return Users();
            case "/v1/commands":
                return current is null ? Starting() : HttpReply.Json(current.Commands, HttpJson.Default.CommandsReply);
            default:
                return current is null ? Starting() : HttpReply.Json(current, HttpJson.Default.StatusSnapshot);
        }
    }

    private static HttpReply Health(string? problem, string fine) =>
        HttpReply.Json(new HealthReply(problem is null, problem ?? fine), HttpJson.Default.HealthReply, problem is null ? 200 : 503);

    private HttpReply Events(bool isAdmin, bool headOnly)
    {
        const string EventType = "text/event-stream; charset=utf-8";
        if (_node.Current is null)
        {
            return Starting();
        }

        if (headOnly)
        {
            return new HttpReply(200, EventType, default);
        }

        return _events.TryOpen(isAdmin)
            ? new HttpReply(200, EventType, default) { Events = _events }
            : HttpReply.Error(503, "as many streams of events as may be are open", "read /v1/status, or try again");
    }

    private HttpReply Users()
    {
        // A line that says that all is well must not outlive the loop that said so.
        StatusSnapshot? current = _node.Current;
        return current?.Users is not { } users ? Starting()
            : LoopStall.Of(current) is { } stall ? HttpReply.Error(503, stall, "say that the state of services is unknown")
            : HttpReply.Json(users, HttpJson.Default.BannerReply);
    }

    private HttpReply Config()
    {
        using MemoryStream json = new();
        ConfigurationView.WriteJson(_configuration(), json);
        return new HttpReply(200, "application/json; charset=utf-8", json.ToArray());
    }

    private Task<HttpReply> SnapshotAsync(AdminPeer peer, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, new OperatorCommand(OperatorAct.Snapshot, "platform", "", peer.Uid, peer.Pid),
        reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone);

    private Task<HttpReply> TriggersAsync(AdminPeer peer, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, new OperatorCommand(OperatorAct.Triggers, "platform", "", peer.Uid, peer.Pid),
        reply => HttpReply.Json(reply.Triggers!, HttpJson.Default.TriggersReply), gone);

    private async Task<HttpReply> ActAsync(AdminPeer peer, string path, Stream body, CancellationToken gone)
    {
        ActRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.ActRequest, gone).ConfigureAwait(false);
        }
        catch (JsonException broken)
        {
            return HttpReply.Error(400, "the body is not the JSON that this path takes: " + FirstSentence(broken.Message), Shape(path));
        }

        string problem = request is null ? "the body is null" : Problem(path, request);
        if (request is null || problem.Length > 0)
        {
            return HttpReply.Error(400, problem, Shape(path));
        }

        OperatorAct act = path switch
        {
            "/v1/halt" => OperatorAct.Halt,
            "/v1/declare" => OperatorAct.Declare,
            _ => request.Lift ? OperatorAct.LiftPause : OperatorAct.Pause,
        };
        OperatorCommand command = new(act, request.Scope ?? "platform", (request.Reason ?? "").Trim(), peer.Uid, peer.Pid)
        {
            Trigger = request.Trigger ?? "",
        };
        return await OperatorCall.RunAsync(
            _commands, command, reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone)
            .ConfigureAwait(false);
    }

    private static string Problem(string path, ActRequest request)
    {
        string reason = request.Reason?.Trim() ?? "";
        if (path == "/v1/pause" && string.IsNullOrWhiteSpace(request.Scope))
        {
            return "a pause names its scope";
        }

        if (path == "/v1/declare" && string.IsNullOrWhiteSpace(request.Trigger))
        {
            return "a statement names its trigger";
        }

        if (path != "/v1/pause" && (request.Lift || request.Scope is not (null or "platform")))
        {
            return "this binds the platform and is not lifted here: leaving DMM takes a signed resumption";
        }

        return ReasonProblem(reason);
    }

    /// <summary>What is wrong with a reason; empty for nothing.</summary>
    internal static string ReasonProblem(string reason)
    {
        if (reason.Length is 0 or > HttpLimits.ReasonChars)
        {
            return $"a reason of 1 to {HttpLimits.ReasonChars} characters is needed: it goes into the journal";
        }

        foreach (char c in reason)
        {
            if (char.IsControl(c))
            {
                return "the reason has control characters";
            }
        }

        return "";
    }

    private static string Shape(string path) => path switch
    {
        "/v1/halt" => "send {\"reason\":\"…\"}",
        "/v1/declare" => "send {\"trigger\":\"systemic.regulatory_action\",\"reason\":\"…\"}",
        _ => "send {\"scope\":\"venue/kraken\",\"reason\":\"…\",\"lift\":false}",
    };

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
