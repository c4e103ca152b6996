using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Basisd.Peers.Transport;

/// <summary>Answers the peers' requests (docs/peers.md). Every body is bounded in bytes and in time; to a wrong one it says what is wrong.</summary>
internal sealed class PeerRequests(
    NodeCredentials credentials, ClusterSettings cluster, IPeerService service, IPeerReport report, CancellationToken stop)
    : IHttpApplication<IFeatureCollection>
{
    private const int ClientClosed = 499;

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
        CancellationToken aborted = context.Get<IHttpRequestLifetimeFeature>()?.RequestAborted ?? CancellationToken.None;
        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(aborted, stop);
        try
        {
            await RouteAsync(context, context.GetRequiredFeature<PeerConnection>().Node, gone).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            await ErrorAsync(context, bad.StatusCode, bad.Message).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            await EndAsync(context, aborted).ConfigureAwait(false);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            report.Failed(bug);
            await ErrorAsync(context, StatusCodes.Status500InternalServerError, "an internal error; the node's log has it").ConfigureAwait(false);
        }
    }

    private async Task RouteAsync(IFeatureCollection context, int node, CancellationTokenSource gone)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        string expected = request.Path switch { "/v1/pull" or "/v1/failsafe" => "POST", "/v1/hello" => "GET", _ => "" };
        if (expected.Length == 0)
        {
            await ErrorAsync(context, StatusCodes.Status404NotFound, "peers have /v1/pull, /v1/failsafe and /v1/hello").ConfigureAwait(false);
            return;
        }

        if (request.Method != expected)
        {
            await ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Path} takes {expected}").ConfigureAwait(false);
            return;
        }

        if (request.Path == "/v1/hello")
        {
            await SendAsync(context, Hello(), "application/json", gone.Token).ConfigureAwait(false);
            return;
        }

        if (await BodyAsync(context, request.Body, gone.Token).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        if (request.Path == "/v1/pull")
        {
            await PullAsync(context, node, body, gone).ConfigureAwait(false);
            return;
        }

        if (!PullFormat.TryReadFailsafe(body.Span, cluster.Slots.Length, out int slot, out ulong epoch, out string problem))
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, problem).ConfigureAwait(false);
            return;
        }

        gone.CancelAfter(PeerLimits.Answer);
        byte[] answer = new byte[PullFormat.FailsafeAnswerBytes];
        PullFormat.WriteFailsafeAnswer(await service.FailsafeAsync(node, slot, epoch, gone.Token).ConfigureAwait(false), answer);
        await SendAsync(context, answer, "application/octet-stream", gone.Token).ConfigureAwait(false);
    }

    private async Task PullAsync(IFeatureCollection context, int node, ReadOnlyMemory<byte> body, CancellationTokenSource gone)
    {
        if (PullFormat.ReadRequest(body.Span, cluster.Slots.Length, out string problem) is not { } pull)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, problem).ConfigureAwait(false);
            return;
        }

        gone.CancelAfter(TimeSpan.FromMilliseconds(pull.WaitMs) + PeerLimits.Answer);
        PullAnswer answer = await service.PullAsync(node, pull, gone.Token).ConfigureAwait(false);
        try
        {
            IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
            System.IO.Pipelines.PipeWriter writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
            byte[] head = new byte[PullFormat.AnswerBytes];
            PullFormat.Write(answer, head);
            response.Headers.ContentType = "application/octet-stream";
            response.Headers.ContentLength = PullFormat.AnswerBytes + answer.Frames.Length;
            writer.Write(head);
            await writer.WriteAsync(answer.Frames, gone.Token).ConfigureAwait(false);
        }
        finally
        {
            answer.Lease?.Dispose();
        }
    }

    /// <summary>Reads the whole body; null when it was answered for what is wrong with it.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>?> BodyAsync(IFeatureCollection context, Stream body, CancellationToken gone)
    {
        byte[] bytes = new byte[PeerLimits.BodyBytes + 1];
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(gone);
        late.CancelAfter(PeerLimits.Body);
        int length;
        try
        {
            length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            await ErrorAsync(context, StatusCodes.Status408RequestTimeout, "the body did not come in time").ConfigureAwait(false);
            return null;
        }

        if (length > PeerLimits.BodyBytes)
        {
            await ErrorAsync(context, StatusCodes.Status413PayloadTooLarge, $"a body has at most {PeerLimits.BodyBytes} bytes").ConfigureAwait(false);
            return null;
        }

        return bytes.AsMemory(0, length);
    }

    private byte[] Hello()
    {
        ArrayBufferWriter<byte> bytes = new(PeerLimits.ErrorBytes);
        using Utf8JsonWriter json = new(bytes);
        json.WriteStartObject();
        json.WriteNumber("version", PullFormat.Version);
        json.WriteString("cluster", credentials.Cluster);
        json.WriteString("node", credentials.Nodes[credentials.Self]);
        json.WriteString("fingerprint", cluster.Fingerprint.ToString("x16"));
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static async Task SendAsync(IFeatureCollection context, byte[] body, string type, CancellationToken gone)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.Headers.ContentType = type;
        response.Headers.ContentLength = body.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body, gone).ConfigureAwait(false);
    }

    private static async Task ErrorAsync(IFeatureCollection context, int status, string text)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (response.HasStarted)
        {
            // The frames are cut short: the length in the head says so, and the end must not look like a good one.
            context.Get<IHttpRequestLifetimeFeature>()?.Abort();
            return;
        }

        response.StatusCode = status;
        await SendAsync(context, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", CancellationToken.None).ConfigureAwait(false);
    }

    private async Task EndAsync(IFeatureCollection context, CancellationToken aborted)
    {
        int status = aborted.IsCancellationRequested ? ClientClosed : StatusCodes.Status503ServiceUnavailable;
        string text = stop.IsCancellationRequested ? "the node stops" : "no answer in time";
        await ErrorAsync(context, status, text).ConfigureAwait(false);
    }
}
