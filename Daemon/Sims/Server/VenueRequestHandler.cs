using System;
using System.IO;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Safety;
using Basisd.Sims.Answers;
using Basisd.Sims.Book;
using Basisd.Sims.Faults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Basisd.Sims.Server;

/// <summary>
/// Stands between Kestrel and the venue: it carries requests in and answers out, and spoils those on their way that a fault says to.
/// </summary>
internal sealed class VenueRequestHandler(VenueAccounts accounts, Action<string> told, CancellationToken stop) : IHttpApplication<IFeatureCollection>
{
    private const string JsonType = "application/json; charset=utf-8";
    private const int GarbageBytes = 512;
    private const int HugePiece = 16 * 1024;

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
        IHttpRequestLifetimeFeature life = context.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(life.RequestAborted, stop);
        try
        {
            await AnswerAsync(context, await ReadAsync(context, gone.Token).ConfigureAwait(false), gone.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            await SendAsync(context, SimReply.Error(bad.StatusCode, bad.Message.TrimEnd('.'))).ConfigureAwait(false);
        }
        catch (Exception left) when (left is OperationCanceledException or IOException)
        {
            life.Abort(); // the client went away, or the server ends
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
            told($"{request.Method} {request.Path} failed: {bug}");
            await SendAsync(context, SimReply.Error(500, "a fault of the simulator itself; its output says which")).ConfigureAwait(false);
        }
    }

    private static async Task<SimRequest> ReadAsync(IFeatureCollection context, CancellationToken gone)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, gone).ConfigureAwait(false);
        return new SimRequest(request.Method, request.Path, request.QueryString, body.ToArray());
    }

    // A timer may fire a little early; an answer is kept back for all of its time.
    private static async Task KeepBackAsync(int ms, CancellationToken gone)
    {
        long until = BootClock.NowNs() + (ms * FixedPoint.Millisecond);
        for (long left = until - BootClock.NowNs(); left > 0; left = until - BootClock.NowNs())
        {
            await Task.Delay((int)(left / FixedPoint.Millisecond) + 1, gone).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(IFeatureCollection context, SimRequest request, CancellationToken gone)
    {
        if (accounts.Find(request.Path, out string path) is not { } venue)
        {
            await SendAsync(context, SimReply.Error(404, $"no account is at {request.Path}")).ConfigureAwait(false);
            return;
        }

        request = request with { Path = path };
        while (true)
        {
            SimReply reply = venue.Answer(request);
            await KeepBackAsync(reply.DelayMs, gone).ConfigureAwait(false);
            switch (reply.Broken?.Kind)
            {
                case FaultKind.Hang:
                    await reply.Broken.Gone.WaitAsync(gone).ConfigureAwait(false);
                    continue;
                case FaultKind.HalfOpen:
                    await Task.Delay(Timeout.Infinite, gone).ConfigureAwait(false);
                    break;
                case FaultKind.Reset:
                    Reset(context);
                    break;
                case FaultKind.Garbage:
                    await SendAsync(context, reply with { Status = 200, Body = Garbage(reply.Broken.Id) }).ConfigureAwait(false);
                    break;
                case FaultKind.HugeBody:
                    await SendHugeAsync(context, venue.Name, reply.Broken.Bytes, gone).ConfigureAwait(false);
                    break;
                case FaultKind.SlowDrip:
                    await DripAsync(context, reply, gone).ConfigureAwait(false);
                    break;
                default:
                    await SendAsync(context, reply).ConfigureAwait(false);
                    break;
            }

            return;
        }
    }

    private static PipeWriter Begin(IFeatureCollection context, int status, long? length)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = JsonType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentLength = length;
        return context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
    }

    private static async Task SendAsync(IFeatureCollection context, SimReply reply)
    {
        PipeWriter writer = Begin(context, reply.Status, reply.Body.Length);
        if (reply.Location is not null)
        {
            context.GetRequiredFeature<IHttpResponseFeature>().Headers.Location = reply.Location;
        }

        await writer.WriteAsync(reply.Body).ConfigureAwait(false);
    }

    private static void Reset(IFeatureCollection context)
    {
        // Without lingering the kernel throws away what is unsent and answers with RST instead of FIN.
        Socket? socket = context.Get<IConnectionSocketFeature>()?.Socket;
        socket?.LingerState = new LingerOption(enable: true, seconds: 0);
        context.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
    }

    private static byte[] Garbage(long seed)
    {
        SeededRandom random = new((ulong)seed, "garbage");
        byte[] bytes = new byte[GarbageBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)random.Below(256);
        }

        bytes[0] = (byte)'<'; // no JSON begins so
        return bytes;
    }

    /// <summary>JSON of the wanted length, in chunks, so that nobody is warned by a header.</summary>
    private async Task SendHugeAsync(IFeatureCollection context, string name, long bytes, CancellationToken gone)
    {
        PipeWriter writer = Begin(context, 200, length: null);
        string head = $"{{\"venue\":\"{name}\",\"as_of\":1,\"next\":null,\"items\":[\"";
        await writer.WriteAsync(Encoding.UTF8.GetBytes(head), gone).ConfigureAwait(false);
        byte[] piece = new byte[HugePiece];
        piece.AsSpan().Fill((byte)'x');
        for (long left = bytes - head.Length - 3; left > 0; left -= piece.Length)
        {
            await writer.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), gone).ConfigureAwait(false);
        }

        await writer.WriteAsync("\"]}"u8.ToArray(), gone).ConfigureAwait(false);
    }

    private static async Task DripAsync(IFeatureCollection context, SimReply reply, CancellationToken gone)
    {
        PipeWriter writer = Begin(context, reply.Status, reply.Body.Length);
        for (int i = 0; i < reply.Body.Length; i++)
        {
            await writer.WriteAsync(reply.Body.Slice(i, 1), gone).ConfigureAwait(false);
            await Task.Delay(reply.Broken!.Ms, gone).ConfigureAwait(false);
        }
    }
}
