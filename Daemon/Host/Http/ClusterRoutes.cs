using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/v1/cluster</c>: what this node sees of the cluster, whether it could fail over, and operators' acts on it. A node that is alone says so.
/// </summary>
internal sealed class ClusterRoutes(IClusterSeat? cluster)
{
    /// <summary>The view.</summary>
    public const string ShowPath = "/v1/cluster";

    /// <summary>Whether it could fail over.</summary>
    public const string CheckPath = "/v1/cluster/check";

    /// <summary>Acts.</summary>
    public const string ActPath = "/v1/cluster/act";

    private const string Shape =
        "send {\"act\":\"switchover\",\"slot\":\"NAME\",\"to\":\"NODE\"}, {\"act\":\"permit\",\"slot\":\"NAME\"}, "
        + "{\"act\":\"pause\",\"reason\":\"…\"}, {\"act\":\"resume\"} or {\"act\":\"fence-test\"}";

    /// <summary>Shows the view, or judges it.</summary>
    public HttpReply Read(string path) => cluster is null ? Alone()
        : cluster.Current is not { } current ? HttpReply.Error(503, "the node is starting", "ask again when /healthz says so")
        : path == CheckPath ? HttpReply.Json(ClusterCheck.Of(current), HttpJson.Default.ClusterCheckReply)
        : HttpReply.Json(current, HttpJson.Default.ClusterStatus);

    /// <summary>Takes an act.</summary>
    public async Task<HttpReply> ActAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        if (cluster is null)
        {
            return Alone();
        }

        ClusterActRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.ClusterActRequest, gone).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            request = null;
        }

        string problem = request is null ? "the body is not the JSON that this path takes" : Problem(request);
        if (problem.Length > 0)
        {
            return HttpReply.Error(400, problem, Shape);
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        patience.CancelAfter(HttpLimits.ActTimeout);
        try
        {
            OperatorReply? reply = await cluster.ActAsync(request!, peer, patience.Token).ConfigureAwait(false);
            return reply is null ? HttpReply.Error(503, "too many acts wait; nothing was done", "try again")
                : HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return HttpReply.Error(504, "no answer in time; the act may still happen", "see `basisd cluster status`");
        }
    }

    private static HttpReply Alone() =>
        HttpReply.Error(409, "this node is alone: its configuration has no cluster", "docs/cluster.md shows how to make one");

    private static string Problem(ClusterActRequest request) => request.Act switch
    {
        "switchover" or "permit" => string.IsNullOrEmpty(request.Slot) ? $"a {request.Act} names its slot" : "",
        "pause" => HttpRoutes.ReasonProblem(request.Reason?.Trim() ?? ""),
        "resume" or "fence-test" => "",
        _ => $"there is no act '{request.Act}'",
    };
}
