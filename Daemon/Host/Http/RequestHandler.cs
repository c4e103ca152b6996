using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serilog;

namespace Basisd.Host.Http;

/// <summary>Stands between Kestrel and the routes: no middleware, no container, no reflection.</summary>
internal sealed class RequestHandler(HttpRoutes routes, ILogger log) : IHttpApplication<IFeatureCollection>
{
    private static readonly ConnectionOrigin Unknown = new(IsAdmin: false, Peer: null);
    private int _running;

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
        HttpReply reply;
        try
        {
            reply = Interlocked.Increment(ref _running) > HttpLimits.ConcurrentRequests
                ? HttpReply.Error(503, "too many requests at a time", "try again")
                : await AnswerAsync(context, request).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }

        if (reply.Events is null)
        {
            await SendAsync(context, request.Method == "HEAD", reply).ConfigureAwait(false);
            return;
        }

        bool isAdmin = (context.Get<ConnectionOrigin>() ?? Unknown).IsAdmin;
        try
        {
            await StreamAsync(context, reply).ConfigureAwait(false);
        }
        finally
        {
            reply.Events.Close(isAdmin);
        }
    }

    private async Task<HttpReply> AnswerAsync(IFeatureCollection context, IHttpRequestFeature request)
    {
        CancellationToken gone = context.Get<IHttpRequestLifetimeFeature>()?.RequestAborted ?? CancellationToken.None;
        ConnectionOrigin origin = context.Get<ConnectionOrigin>() ?? Unknown;
        try
        {
            return await routes.AnswerAsync(origin, request.Method, request.Path, request.Headers.Accept, request.Body, gone).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            return HttpReply.Error(bad.StatusCode, bad.Message.TrimEnd('.'), $"a body has at most {HttpLimits.BodyBytes} bytes");
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            return HttpReply.Error(499, "the client went away", "");
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // A request must not stop protection; the fault is logged whole and the client learns no inner details.
            log.Error(bug, "Request {Method} {Path} failed", request.Method, request.Path);
            return HttpReply.Error(500, "an internal error; it is in the log", "report it with the log entry");
        }
    }

    private async Task StreamAsync(IFeatureCollection context, HttpReply reply)
    {
        Head(context, reply);
        IHttpRequestLifetimeFeature? lifetime = context.Get<IHttpRequestLifetimeFeature>();
        bool isTaken;
        try
        {
            CancellationToken gone = lifetime?.RequestAborted ?? CancellationToken.None;
            isTaken = await reply.Events!.RunAsync(context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer, gone).ConfigureAwait(false);
        }
        catch (IOException lost)
        {
            log.Debug(lost, "a reader of events is gone");
            isTaken = false;
        }

        if (!isTaken)
        {
            lifetime?.Abort();
        }
    }

    private static IHttpResponseFeature Head(IFeatureCollection context, HttpReply reply)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = reply.Status;
        response.Headers.ContentType = reply.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (reply.Allow is not null)
        {
            response.Headers.Allow = reply.Allow;
        }

        if (reply.Policy is not null)
        {
            response.Headers.ContentSecurityPolicy = reply.Policy;
            response.Headers["Referrer-Policy"] = "no-referrer";
        }

        return response;
    }

    private static async Task SendAsync(IFeatureCollection context, bool headOnly, HttpReply reply)
    {
        Head(context, reply).Headers.ContentLength = reply.Body.Length;
        if (!headOnly)
        {
            await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(reply.Body).ConfigureAwait(false);
        }
    }
}
