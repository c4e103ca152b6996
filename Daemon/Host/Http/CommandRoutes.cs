using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Controls;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/v1/command</c>: hands an operator's order to the loop, which alone judges it. Every member of the operators' group may give one: it tightens
/// . It checks the shape of a request and nothing else.
/// </summary>
internal sealed class CommandRoutes
{
    /// <summary>The order.</summary>
    public const string Path = "/v1/command";

    private const string Shape = "send {\"kind\":\"cancel_all\",\"scope\":\"venue/kraken\",\"reason\":\"…\"}, or use `basisd command`";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public CommandRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Takes an order.</summary>
    public async Task<HttpReply> SubmitAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        CommandRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.CommandRequest, gone).ConfigureAwait(false);
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

        OperatorCommand order = new(OperatorAct.Command, request.Scope!, request.Reason!.Trim(), peer.Uid, peer.Pid);
        order = request.Kind switch
        {
            "limit" => order with { Kind = (long)CommandKind.Limit, Argument0 = request.MaxPosition!.Value, Argument1 = request.MaxOrder!.Value },
            "reduce" => order with
            {
                Kind = (long)CommandKind.Reduce,
                Argument0 = request.ToPpm ?? request.Quantity!.Value,
                Argument1 = request.ToPpm is null ? 1 : 0,
            },
            _ => order with { Kind = (long)CommandKind.CancelAll },
        };
        return await OperatorCall.RunAsync(
            _commands, order, reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone)
            .ConfigureAwait(false);
    }

    private static string Problem(CommandRequest request)
    {
        bool limits = request.MaxPosition is not null || request.MaxOrder is not null;
        bool reduces = request.ToPpm is not null || request.Quantity is not null;
        string shape = request.Kind switch
        {
            "cancel_all" => limits || reduces ? "cancel_all takes no amounts" : "",
            "limit" => request.MaxPosition is null || request.MaxOrder is null || reduces ? "limit takes max_position and max_order" : "",
            "reduce" => request.ToPpm is null == request.Quantity is null || limits ? "reduce takes either to_ppm or quantity" : "",
            _ => "the kind is cancel_all, reduce or limit; the platform is halted with /v1/halt",
        };
        if (shape.Length > 0)
        {
            return shape;
        }

        return string.IsNullOrWhiteSpace(request.Scope) ? "a command names its scope" : HttpRoutes.ReasonProblem(request.Reason?.Trim() ?? "");
    }
}
