using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Answers;
using Basisd.Sims.Server;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Basisd.Sims.Engine;

/// <summary>
/// Where a reference engine is told to misbehave: the same wire as the faults of a simulated venue, <c>/sim/faults</c>, on loopback alone,
/// because whoever reaches it can make the engine trade through the gate.
/// </summary>
public sealed class ControlServer : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private const string Root = "/sim/faults";

    private readonly SimEngine _engine;
    private readonly SimEndpoint _endpoint;
    private readonly IPEndPoint _listen;

    /// <summary>Prepares the server; nothing is opened yet.</summary>
    /// <param name="listen">A loopback address; port 0 takes a free one.</param>
    /// <param name="engine">The engine that is told.</param>
    public ControlServer(IPEndPoint listen, SimEngine engine)
    {
        _listen = listen;
        _engine = engine;
        _endpoint = new SimEndpoint(listen);
    }

    /// <summary>Its address, with the port that was taken.</summary>
    /// <exception cref="InvalidOperationException">The server is not started.</exception>
    public Uri Address => _endpoint.Address;

    /// <summary>Opens the endpoint.</summary>
    /// <exception cref="SimEndpointException">It cannot be opened, or others could reach it.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (!IPAddress.IsLoopback(_listen.Address))
        {
            throw new SimEndpointException($"{_listen} can be reached by others, who could make the engine trade through the gate; use 127.0.0.1");
        }

        await _endpoint.StartAsync(this, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    /// <inheritdoc/>
    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Nothing is held per request.
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body).ConfigureAwait(false);
        SimReply reply = await AnswerAsync(request.Method, request.Path, body.ToArray()).ConfigureAwait(false);
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = reply.Status;
        response.Headers.ContentType = "application/json; charset=utf-8";
        response.Headers.ContentLength = reply.Body.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(reply.Body).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private async Task<SimReply> AnswerAsync(string method, string path, byte[] body)
    {
        if (path != Root && !path.StartsWith(Root + "/", StringComparison.Ordinal))
        {
            return SimReply.Error(404, $"an engine has {Root} and nothing else");
        }

        string number = path.Length > Root.Length ? path[(Root.Length + 1)..] : string.Empty;
        return method switch
        {
            "GET" when number.Length == 0 => List(),
            "DELETE" when number.Length == 0 => Removed(_engine.Misbehaviour.Remove(null)),
            "DELETE" when long.TryParse(number, out long id) && _engine.Misbehaviour.Remove(id) is > 0 and int count => Removed(count),
            "DELETE" => SimReply.Error(404, "there is no misbehaviour of this number"),
            "POST" when number.Length == 0 => await SetAsync(FlatFields.OfJson(body)).ConfigureAwait(false),
            _ => SimReply.Error(405, "GET, POST and DELETE"),
        };
    }

    private async Task<SimReply> SetAsync(FlatFields fields)
    {
        string name = fields.Needed("kind");
        MisbehaviourKind kind = MisbehaviourText.Find(name);
        if (kind == MisbehaviourKind.None)
        {
            fields.Fail($"an engine knows no '{name}'; it knows {string.Join(", ", MisbehaviourText.Names)}");
            return SimReply.Error(400, fields.Problem);
        }

        foreach (string field in fields.Names)
        {
            if (!MisbehaviourText.ParametersOf(kind).Contains(field, StringComparer.Ordinal))
            {
                fields.Fail($"{name} knows no '{field}'; it knows {string.Join(", ", MisbehaviourText.ParametersOf(kind))}");
            }
        }

        Misbehaviour wanted = Read(kind, fields);
        return fields.AreGood() ? Told(await _engine.MisbehaveAsync(wanted).ConfigureAwait(false)) : SimReply.Error(400, fields.Problem);
    }

    private static Misbehaviour Read(MisbehaviourKind kind, FlatFields fields)
    {
        string at = fields.Has("at") ? fields.Text("at") : Misbehaviour.Now;
        if (at is not (Misbehaviour.Now or Misbehaviour.Before or Misbehaviour.After))
        {
            fields.Fail($"'at' is {Misbehaviour.Now}, {Misbehaviour.Before} or {Misbehaviour.After}, found '{at}'");
        }

        long ms = kind == MisbehaviourKind.AckLate ? fields.Integer("ms", 1, Misbehaviour.MostMilliseconds) : 0;
        int left = fields.Has("count") ? (int)fields.Integer("count", 1, int.MaxValue) : -1;
        return new Misbehaviour(0, kind, (int)ms, at, fields.Text("venue"), fields.Text("market"), left);
    }

    private SimReply List() => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (Misbehaviour item in _engine.Misbehaviour.Items)
        {
            json.WriteStartObject();
            json.WriteNumber("id", item.Id);
            json.WriteString("kind", MisbehaviourText.Name(item.Kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static SimReply Told(Misbehaviour set) => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("id", set.Id);
        json.WriteString("kind", MisbehaviourText.Name(set.Kind));
        json.WriteEndObject();
    }));

    private static SimReply Removed(int count) => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("removed", count);
        json.WriteEndObject();
    }));
}
