using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Peers.Etcd;

/// <summary>
/// One member of etcd, asked once at a time per call: it says how the try ended, and nothing that a member does throws at its caller. It
/// never asks twice where the first time may have had an effect.
/// </summary>
internal sealed class EtcdMember
{
    /// <summary>Longest answer, bytes: any 34 keys of ours, and one that somebody filled to etcd's own limit.</summary>
    public const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <summary>Longest refusal that is read, bytes.</summary>
    public const int MaxRefusalBytes = 16 * 1024;

    private const int FirstBuffer = 16 * 1024;

    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _timeout;
    private readonly string _prefix;

    /// <summary>Creates the member; nothing is connected yet.</summary>
    /// <param name="number">Its place in the list of endpoints.</param>
    /// <param name="address">Scheme, host and port.</param>
    /// <param name="http">Connections.</param>
    /// <param name="timeout">Of one try.</param>
    /// <param name="prefix">Of the keys.</param>
    public EtcdMember(int number, Uri address, HttpMessageInvoker http, TimeSpan timeout, string prefix)
    {
        Number = number;
        Address = address;
        _http = http;
        _timeout = timeout;
        _prefix = prefix;
    }

    /// <summary>Its place in the list of endpoints.</summary>
    public int Number { get; }

    /// <summary>Scheme, host and port.</summary>
    public Uri Address { get; }

    /// <summary>Asks once; once more with a new token where the first one was refused, which is certain to have had no effect.</summary>
    /// <param name="path">Of the gateway.</param>
    /// <param name="body">JSON.</param>
    /// <param name="login">Gives the token; null where etcd does not authenticate.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<EtcdTry> TryAsync(string path, byte[] body, EtcdLogin? login, CancellationToken stop)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(_timeout);
        if (login is null)
        {
            return await AskAsync(path, body, null, deadline.Token, stop).ConfigureAwait(false);
        }

        EtcdTry? refused = null;
        for (int i = 0; i < 2; i++)
        {
            (string? token, string problem) = await login.TokenAsync(this, deadline.Token, stop).ConfigureAwait(false);
            if (token is null)
            {
                return new EtcdTry(TryEnd.Refused, refused?.SentAt ?? 0, null, problem);
            }

            EtcdTry ended = await AskAsync(path, body, token, deadline.Token, stop).ConfigureAwait(false);
            if (!ended.IsTokenRefused)
            {
                return refused is null ? ended : ended with { SentAt = refused.SentAt };
            }

            login.Forget(token);
            refused = ended;
        }

        return refused!;
    }

    /// <summary>Asks once.</summary>
    /// <param name="path">Of the gateway.</param>
    /// <param name="body">JSON.</param>
    /// <param name="token">Of the user; null for none.</param>
    /// <param name="deadline">Ends the try.</param>
    /// <param name="stop">Ends everything.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task<EtcdTry> AskAsync(string path, byte[] body, string? token, CancellationToken deadline, CancellationToken stop)
    {
        using EtcdContent content = new(body);
        try
        {
            using HttpRequestMessage request = Request(path, content, token);
            using HttpResponseMessage answer = await _http.SendAsync(request, deadline).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                (byte[] said, int saidLength) = await ReadAsync(answer.Content, MaxRefusalBytes, deadline).ConfigureAwait(false);
                EtcdRefusal refusal = EtcdRefusal.Of((int)answer.StatusCode, said.AsSpan(0, saidLength), _prefix);
                return new EtcdTry(refusal.IsCertain ? TryEnd.Refused : TryEnd.Lost, content.SentAt, null, refusal.Text, refusal.IsTokenRefused);
            }

            (byte[] bytes, int length) = await ReadAsync(answer.Content, MaxAnswerBytes, deadline).ConfigureAwait(false);
            EtcdMessages.Answer? read = length > MaxAnswerBytes ? null : JsonSerializer.Deserialize(bytes.AsSpan(0, length), EtcdJson.Default.Answer);
            string problem = read is not null ? ""
                : length > MaxAnswerBytes ? $"an answer of more than {MaxAnswerBytes} bytes" : "'null' for an answer";
            return new EtcdTry(read is null ? TryEnd.Lost : TryEnd.Answered, content.SentAt, read, problem);
        }
#pragma warning disable CA1031 // Nothing that an arbiter does may end the daemon: every failure ends a try, certain only if nothing was sent.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            stop.ThrowIfCancellationRequested();
            return new EtcdTry(content.SentAt == 0 ? TryEnd.Refused : TryEnd.Lost, content.SentAt, null, TextOf(failure, deadline));
        }
    }

    private HttpRequestMessage Request(string path, EtcdContent content, string? token)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(Address, path))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "basisd");

        // A member without a leader refuses at once, and says that it proposed nothing, instead of holding the request for seconds (measured: 6 s).
        request.Headers.TryAddWithoutValidation("Grpc-Metadata-Hasleader", "true");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return request;
    }

    /// <summary>Reads to the end, or one byte more than the limit.</summary>
    private static async Task<(byte[] Bytes, int Length)> ReadAsync(HttpContent content, int limit, CancellationToken cancel)
    {
        await using Stream body = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        byte[] bytes = new byte[FirstBuffer];
        int length = 0;
        while (length <= limit)
        {
            int part = await body.ReadAsync(bytes.AsMemory(length), cancel).ConfigureAwait(false);
            if (part == 0)
            {
                break;
            }

            length += part;
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, Math.Min(2 * length, limit + FirstBuffer));
            }
        }

        return (bytes, Math.Min(length, limit + 1));
    }

    private string TextOf(Exception failure, CancellationToken deadline)
    {
        if (deadline.IsCancellationRequested)
        {
            return $"no complete answer within {_timeout.TotalMilliseconds:0} ms";
        }

        Exception innermost = failure;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        string text = Printable.Of(innermost.Message.TrimEnd('.'));
        return failure switch
        {
            JsonException => $"an answer that is no JSON of etcd's: {text}",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                $"no TLS: {text}; compare the CA file with the member's certificate, and whether the member asks for a client certificate",
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"not connected: {text}",
            _ => text,
        };
    }
}
