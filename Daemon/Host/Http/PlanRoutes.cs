using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Safety;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/v1/plan/reduce</c> and <c>/v1/plan/reallocate</c>: hands the question to the loop, which has the facts. It checks the shape of a request
/// and plans nothing; a question changes nothing.
/// </summary>
internal sealed class PlanRoutes
{
    /// <summary>A reduction.</summary>
    public const string ReducePath = "/v1/plan/reduce";

    /// <summary>A reallocation.</summary>
    public const string ReallocatePath = "/v1/plan/reallocate";

    private const string ReduceShape =
        "send {\"scope\":\"platform\"}, with one of share_ppm, quantity, to; or {\"position\":\"BTC-PERP@alpha\"}; or use `basisd plan reduce`";

    private const string ReallocateShape = "send {\"asset\":\"BTC\",\"from\":\"alpha\",\"amount\":150000000}, or use `basisd plan reallocate`";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public PlanRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Answers a reduction.</summary>
    public async Task<HttpReply> ReduceAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        (ReducePlanRequest? request, string problem) = await ReadAsync(body, HttpJson.Default.ReducePlanRequest, Problem, gone).ConfigureAwait(false);
        if (request is null)
        {
            return HttpReply.Error(400, problem, ReduceShape);
        }

        OperatorCommand question = new(OperatorAct.PlanReduce, request.Scope ?? "platform", "", peer.Uid, peer.Pid) { Reduce = request };
        return await OperatorCall.RunAsync(
            _commands, question,
            reply => reply.Reduction is { } plan
                ? HttpReply.Json(plan, HttpJson.Default.ReductionPlanView) : HttpReply.Error(409, reply.Message, ""),
            gone).ConfigureAwait(false);
    }

    /// <summary>Answers a reallocation.</summary>
    public async Task<HttpReply> ReallocateAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        (ReallocatePlanRequest? request, string problem) =
            await ReadAsync(body, HttpJson.Default.ReallocatePlanRequest, Problem, gone).ConfigureAwait(false);
        if (request is null)
        {
            return HttpReply.Error(400, problem, ReallocateShape);
        }

        OperatorCommand question = new(OperatorAct.PlanReallocate, "platform", "", peer.Uid, peer.Pid) { Reallocate = request };
        return await OperatorCall.RunAsync(
            _commands, question,
            reply => reply.Reallocation is { } plan
                ? HttpReply.Json(plan, HttpJson.Default.ReallocationPlanView) : HttpReply.Error(409, reply.Message, ""),
            gone).ConfigureAwait(false);
    }

    private static async Task<(T? Request, string Problem)> ReadAsync<T>(
        Stream body, JsonTypeInfo<T> type, Func<T, string> problemOf, CancellationToken gone)
        where T : class
    {
        try
        {
            T? request = await JsonSerializer.DeserializeAsync(body, type, gone).ConfigureAwait(false);
            string problem = request is null ? "the body is null" : problemOf(request);
            return problem.Length == 0 ? (request, "") : (null, problem);
        }
        catch (JsonException)
        {
            return (null, "the body is not the JSON that this path takes");
        }
    }

    private static string Problem(ReducePlanRequest request)
    {
        int goals = (request.SharePpm is null ? 0 : 1) + (request.Quantity is null ? 0 : 1) + (request.To is null ? 0 : 1);
        return goals > 1 ? "share_ppm, quantity and to exclude each other"
            : request.Scope is not null && request.Position is not null ? "scope and position exclude each other"
            : request.SharePpm is < 1 or > FixedPoint.Ppm ? "share_ppm is 1 to 1000000"
            : request.Quantity is < 1 ? "quantity is above 0: what is reduced has no sign"
            : request.To is not null && request.Position is null ? "to is about one position: name it"
            : "";
    }

    private static string Problem(ReallocatePlanRequest request) =>
        string.IsNullOrEmpty(request.Asset) || string.IsNullOrEmpty(request.From) ? "a reallocation names its asset and the venue that it leaves"
        : request.Amount is < 1 ? "amount is above 0"
        : "";
}
