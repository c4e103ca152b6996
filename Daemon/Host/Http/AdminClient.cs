using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>The CLI's way to the daemon: HTTP over the admin socket. It returns what went wrong in words and never throws for it.</summary>
public sealed class AdminClient : IDisposable
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private readonly string _socket;
    private readonly HttpClient _client;

    /// <summary>Prepares a client; nothing is opened yet.</summary>
    /// <param name="socket">Path of the admin socket.</param>
    /// <param name="timeout">Patience for one call.</param>
    public AdminClient(string socket, TimeSpan timeout)
    {
        _socket = socket;
        SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync };
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = timeout, BaseAddress = new Uri("http://basisd/") };
    }

    /// <summary>The node's status.</summary>
    public Task<AdminResult<StatusSnapshot>> StatusAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/status", body: null, HttpJson.Default.StatusSnapshot, cancel);

    /// <summary>DMM on the platform.</summary>
    public Task<AdminResult<OperatorReply>> HaltAsync(string reason, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, "v1/halt", BodyOf(new ActRequest(null, reason, Lift: false)), HttpJson.Default.OperatorReply, cancel);

    /// <summary>BSCB on a scope, or the end of it.</summary>
    public Task<AdminResult<OperatorReply>> PauseAsync(string scope, string reason, bool lift, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, "v1/pause", BodyOf(new ActRequest(scope, reason, lift)), HttpJson.Default.OperatorReply, cancel);

    /// <summary>A statement of what nothing can measure: DMM on the platform.</summary>
    public Task<AdminResult<OperatorReply>> DeclareAsync(string trigger, string reason, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/declare", BodyOf(new ActRequest(null, reason, Lift: false) { Trigger = trigger }),
            HttpJson.Default.OperatorReply, cancel);

    /// <summary>A command to the engine.</summary>
    public Task<AdminResult<OperatorReply>> CommandAsync(CommandRequest request, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/command", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.CommandRequest),
            HttpJson.Default.OperatorReply, cancel);

    /// <summary>The incidents with their records.</summary>
    public Task<AdminResult<IncidentsReply>> IncidentsAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/incidents", body: null, HttpJson.Default.IncidentsReply, cancel);

    /// <summary>A record of an incident.</summary>
    public Task<AdminResult<OperatorReply>> RecordAsync(IncidentRequest request, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/incident", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.IncidentRequest),
            HttpJson.Default.OperatorReply, cancel);

    /// <summary>The commands to the engine.</summary>
    public Task<AdminResult<CommandsReply>> CommandsAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/commands", body: null, HttpJson.Default.CommandsReply, cancel);

    /// <summary>What every trigger measures now.</summary>
    public Task<AdminResult<TriggersReply>> TriggersAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/triggers", body: null, HttpJson.Default.TriggersReply, cancel);

    /// <summary>A snapshot now; answered when it is durable.</summary>
    public Task<AdminResult<OperatorReply>> SnapshotAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, "v1/snapshot", body: null, HttpJson.Default.OperatorReply, cancel);

    /// <summary>One more poll of a venue, or of all; with a reason its open differences are explained instead.</summary>
    public Task<AdminResult<ReconcileReply>> ReconcileAsync(string? venue, string? reason, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/reconcile",
            JsonSerializer.SerializeToUtf8Bytes(new ReconcileRequest(venue, reason), HttpJson.Default.ReconcileRequest),
            HttpJson.Default.ReconcileReply, cancel);

    /// <summary>What the webhook has not taken yet.</summary>
    public Task<AdminResult<WebhookReply>> WebhookAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/webhook", body: null, HttpJson.Default.WebhookReply, cancel);

    /// <summary>A test notice; answered when the receiver has answered.</summary>
    public Task<AdminResult<OperatorReply>> WebhookTestAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, "v1/webhook/test", body: null, HttpJson.Default.OperatorReply, cancel);

    /// <summary>The cluster as the node sees it.</summary>
    public Task<AdminResult<ClusterStatus>> ClusterAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/cluster", body: null, HttpJson.Default.ClusterStatus, cancel);

    /// <summary>Whether the cluster could fail over now.</summary>
    public Task<AdminResult<ClusterCheckReply>> ClusterCheckAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/cluster/check", body: null, HttpJson.Default.ClusterCheckReply, cancel);

    /// <summary>An act on the cluster.</summary>
    public Task<AdminResult<OperatorReply>> ClusterActAsync(ClusterActRequest request, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/cluster/act", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ClusterActRequest),
            HttpJson.Default.OperatorReply, cancel);

    /// <summary>What a resumption would need and change.</summary>
    public Task<AdminResult<ResumptionPlan>> ResumePlanAsync(CancellationToken cancel) =>
        CallAsync(HttpMethod.Get, "v1/resume/plan", body: null, HttpJson.Default.ResumptionPlan, cancel);

    /// <summary>Signed approvals of a resumption.</summary>
    public Task<AdminResult<OperatorReply>> ResumeAsync(ResumeRequest request, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/resume", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ResumeRequest),
            HttpJson.Default.OperatorReply, cancel);

    /// <summary>What a containment order would do, as raw JSON of <see cref="ContainmentPlan"/>.</summary>
    public Task<AdminResult<byte[]>> ContainPlanAsync(ContainPlanRequest request, CancellationToken cancel) =>
        AskRawAsync("v1/contain/plan", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ContainPlanRequest), cancel);

    /// <summary>Signed approvals of a containment.</summary>
    public Task<AdminResult<OperatorReply>> ContainAsync(ResumeRequest request, CancellationToken cancel) =>
        CallAsync(
            HttpMethod.Post, "v1/contain", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ResumeRequest),
            HttpJson.Default.OperatorReply, cancel);

    /// <summary>How positions would be reduced now, as raw JSON of <see cref="ReductionPlanView"/>.</summary>
    public Task<AdminResult<byte[]>> PlanReduceAsync(ReducePlanRequest request, CancellationToken cancel) =>
        AskRawAsync("v1/plan/reduce", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ReducePlanRequest), cancel);

    /// <summary>How an asset would leave a venue now, as raw JSON of <see cref="ReallocationPlanView"/>.</summary>
    public Task<AdminResult<byte[]>> PlanReallocateAsync(ReallocatePlanRequest request, CancellationToken cancel) =>
        AskRawAsync("v1/plan/reallocate", JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ReallocatePlanRequest), cancel);

    /// <summary>The raw JSON of a GET, for example of <c>v1/status</c> or <c>v1/config</c>.</summary>
    public async Task<AdminResult<byte[]>> GetRawAsync(string path, CancellationToken cancel)
    {
        (AdminResult<byte[]>? failed, HttpStatusCode status, byte[] body) =
            await SendAsync<byte[]>(HttpMethod.Get, path, null, cancel).ConfigureAwait(false);
        return failed ?? (status == HttpStatusCode.OK ? new AdminResult<byte[]>(AdminOutcome.Ok, body, "", "") : Failure<byte[]>(status, body));
    }

    private async Task<AdminResult<byte[]>> AskRawAsync(string path, byte[] question, CancellationToken cancel)
    {
        (AdminResult<byte[]>? failed, HttpStatusCode status, byte[] body) =
            await SendAsync<byte[]>(HttpMethod.Post, path, question, cancel).ConfigureAwait(false);
        return failed ?? (status == HttpStatusCode.OK ? new AdminResult<byte[]>(AdminOutcome.Ok, body, "", "") : Failure<byte[]>(status, body));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static byte[] BodyOf(ActRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, HttpJson.Default.ActRequest);

    private static AdminResult<T> Failure<T>(HttpStatusCode status, byte[] body)
        where T : class
    {
        ErrorReply? error = Parsed(body, HttpJson.Default.ErrorReply);
        AdminOutcome outcome = status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => AdminOutcome.Usage,
            _ => AdminOutcome.Refused,
        };
        return new AdminResult<T>(outcome, null, error?.Error ?? $"the daemon answered {(int)status}", error?.Hint ?? "is it the same version?");
    }

    private static T? Parsed<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            // Another shape: the caller says what it means.
            return null;
        }
    }

    private async Task<AdminResult<T>> CallAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        (AdminResult<T>? failed, HttpStatusCode status, byte[] bytes) = await SendAsync<T>(method, path, body, cancel).ConfigureAwait(false);
        if (failed is not null)
        {
            return failed;
        }

        if (status is not HttpStatusCode.OK and not HttpStatusCode.Conflict)
        {
            return Failure<T>(status, bytes);
        }

        T? value = Parsed(bytes, type);
        if (value is null && status == HttpStatusCode.Conflict)
        {
            return Failure<T>(status, bytes);
        }

        if (value is null)
        {
            return new AdminResult<T>(
                AdminOutcome.Refused, null, "the daemon's answer cannot be read", "are the daemon and this command of the same version?");
        }

        return status == HttpStatusCode.OK
            ? new AdminResult<T>(AdminOutcome.Ok, value, "", "")
            : new AdminResult<T>(AdminOutcome.Refused, value, value is OperatorReply reply ? reply.Message : "refused", "");
    }

    private async Task<(AdminResult<T>? Failed, HttpStatusCode Status, byte[] Body)> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, CancellationToken cancel)
        where T : class
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = JsonType;
        }

        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancel).ConfigureAwait(false);
            return (null, response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
        }
        catch (HttpRequestException refused)
        {
            return (Unreachable<T>(refused), default, []);
        }
        catch (IOException cut)
        {
            return (Unreachable<T>(cut), default, []);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            string error = $"no answer on {_socket} within {_client.Timeout.TotalSeconds} s";
            return (new AdminResult<T>(AdminOutcome.Unreachable, null, error, "an act may still happen: see `basisd status`"), default, []);
        }
    }

    private AdminResult<T> Unreachable<T>(Exception failure)
        where T : class
    {
        SocketError error = failure.InnerException is SocketException inner ? inner.SocketErrorCode : SocketError.SocketError;
        string hint = error switch
        {
            SocketError.AccessDenied => "you must be root or a member of the group that admin.group names",
            SocketError.ConnectionRefused => "the daemon has stopped: see `systemctl status basisd`",
            _ when !File.Exists(_socket) => "is the daemon running, and is this its socket? see `systemctl status basisd` and admin.socket",
            _ => "see `systemctl status basisd`",
        };
        string reason = File.Exists(_socket) ? failure.InnerException?.Message ?? failure.Message : "there is no such socket";
        return new AdminResult<T>(AdminOutcome.Unreachable, null, $"cannot reach the daemon on {_socket}: {reason}", hint);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
