using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Peers.Certificates;

namespace Basisd.Peers.Transport;

/// <summary>
/// Calls the other nodes (docs/peers.md): one connection per peer, made anew after a pause that grows to half a second. What the network or a peer
/// does is an outcome with its text, never an exception. Any thread may call, several at once.
/// </summary>
public sealed class PeerClient : IDisposable
{
    /// <summary>Room for an answer to a pull, bytes: what <see cref="PullAsync"/> must be given.</summary>
    public const int AnswerRoom = PeerLimits.AnswerRoom;

    private readonly NodeCredentials _credentials;
    private readonly PeerChannel?[] _channels;

    /// <summary>Prepares the client; nothing is connected yet.</summary>
    /// <param name="addresses">
    /// Where each node is served, by number: an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>; this node's own is not used.
    /// </param>
    /// <param name="credentials">This node's certificate and the CA.</param>
    /// <param name="report">Who is told what people should know.</param>
    public PeerClient(EndPoint[] addresses, NodeCredentials credentials, IPeerReport report)
    {
        if (addresses.Length != credentials.Nodes.Length)
        {
            throw new ArgumentException("every node has an address", nameof(addresses));
        }

        _credentials = credentials;
        Refusals = new PeerRefusals(report);
        _channels = new PeerChannel[addresses.Length];
        for (int i = 0; i < addresses.Length; i++)
        {
            _channels[i] = i == credentials.Self ? null : new PeerChannel(i, addresses[i], credentials, Refusals);
        }
    }

    /// <summary>Which peers this node refused, and why.</summary>
    public PeerRefusals Refusals { get; }

    /// <summary>Pulls from a node. Waits for a pause after a failure, then as long as <see cref="PullRequest.WaitMs"/> and three seconds.</summary>
    /// <param name="node">Number of the node.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="room">At least <see cref="AnswerRoom"/> bytes, in use until the frames of the answer are.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<PeerResult<PullAnswer>> PullAsync(int node, PullRequest request, Memory<byte> room, CancellationToken cancel)
    {
        if (room.Length < AnswerRoom)
        {
            throw new ArgumentException($"at least {AnswerRoom} bytes", nameof(room));
        }

        byte[] body = new byte[PullFormat.RequestBytes];
        PullFormat.Write(request, body);
        TimeSpan pause = Channel(node).Pause();
        if (pause > TimeSpan.Zero && !await DelayAsync(pause, cancel).ConfigureAwait(false))
        {
            return new PeerResult<PullAnswer>(PeerOutcome.Cancelled, null, "cancelled");
        }

        TimeSpan patience = TimeSpan.FromMilliseconds(request.WaitMs) + PeerLimits.Reply;
        PeerResult<int> answered = await CallAsync(node, "/v1/pull", body, room[..AnswerRoom], patience, cancel).ConfigureAwait(false);
        if (answered.Outcome != PeerOutcome.Ok)
        {
            return new PeerResult<PullAnswer>(answered.Outcome, null, answered.Text);
        }

        PullAnswer? answer = PullFormat.ReadAnswer(room[..answered.Value], out string problem);
        return answer is null
            ? new PeerResult<PullAnswer>(PeerOutcome.Malformed, null, $"{_credentials.Nodes[node]} answered a pull with {problem}")
            : new PeerResult<PullAnswer>(PeerOutcome.Ok, answer, "");
    }

    /// <summary>Asks a node whether a slot of this node may go on without the arbiter. Everything but a clear yes is no.</summary>
    /// <param name="node">Number of the node.</param>
    /// <param name="slot">Number of the slot.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="patience">Time for the answer, connecting included: below what is left of the right to act.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<PeerResult<bool>> FailsafeAsync(int node, int slot, ulong epoch, TimeSpan patience, CancellationToken cancel)
    {
        byte[] body = new byte[PullFormat.FailsafeBytes];
        PullFormat.WriteFailsafe(slot, epoch, body);
        byte[] room = new byte[PeerLimits.ErrorBytes];
        PeerResult<int> answered = await CallAsync(node, "/v1/failsafe", body, room, patience, cancel).ConfigureAwait(false);
        if (answered.Outcome != PeerOutcome.Ok)
        {
            return new PeerResult<bool>(answered.Outcome, false, answered.Text);
        }

        bool? yes = PullFormat.ReadFailsafeAnswer(room.AsSpan(0, answered.Value), out string problem);
        return yes is null
            ? new PeerResult<bool>(PeerOutcome.Malformed, false, $"{_credentials.Nodes[node]} answered with {problem}")
            : new PeerResult<bool>(PeerOutcome.Ok, yes.Value, "");
    }

    /// <summary>Asks who is there, for a check of the connections.</summary>
    /// <param name="node">Number of the node.</param>
    /// <param name="patience">Time for the answer, connecting included.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<PeerResult<PeerHello>> HelloAsync(int node, TimeSpan patience, CancellationToken cancel)
    {
        byte[] room = new byte[PeerLimits.ErrorBytes];
        PeerResult<int> answered = await CallAsync(node, "/v1/hello", null, room, patience, cancel).ConfigureAwait(false);
        if (answered.Outcome != PeerOutcome.Ok)
        {
            return new PeerResult<PeerHello>(answered.Outcome, null, answered.Text);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(room.AsMemory(0, answered.Value));
            JsonElement root = json.RootElement;
            ulong fingerprint = Convert.ToUInt64(root.GetProperty("fingerprint").GetString(), 16);
            return new PeerResult<PeerHello>(
                PeerOutcome.Ok,
                new PeerHello(
                    root.GetProperty("version").GetInt32(), root.GetProperty("cluster").GetString()!, root.GetProperty("node").GetString()!,
                    fingerprint),
                "");
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or FormatException or OverflowException
            or System.Collections.Generic.KeyNotFoundException or ArgumentException)
        {
            return new PeerResult<PeerHello>(
                PeerOutcome.Malformed, null, $"{_credentials.Nodes[node]} does not say hello as a node does: {bad.Message.TrimEnd('.')}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PeerChannel? channel in _channels)
        {
            channel?.Dispose();
        }
    }

    private static async ValueTask<bool> DelayAsync(TimeSpan pause, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(pause, cancel).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private PeerChannel Channel(int node) => _channels[node] ?? throw new ArgumentException("a node does not call itself", nameof(node));

    private async ValueTask<PeerResult<int>> CallAsync(
        int node, string path, byte[]? body, Memory<byte> room, TimeSpan patience, CancellationToken cancel)
    {
        PeerChannel channel = Channel(node);
        PeerChannel.Link link = channel.Take();
        PeerResult<int> result = new(PeerOutcome.Unreachable, 0, "");
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(patience);
        try
        {
            result = await ExchangeAsync(node, link, path, body, room, late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            result = new PeerResult<int>(PeerOutcome.Cancelled, 0, "cancelled");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            result = new PeerResult<int>(
                PeerOutcome.Late, 0, $"{_credentials.Nodes[node]} did not answer {path} within {patience.TotalMilliseconds:0} ms");
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
        {
            bool isRefused = lost.GetBaseException() is AuthenticationException && channel.Refusal.Length > 0;
            string text = isRefused ? channel.Refusal
                : $"{_credentials.Nodes[node]} cannot be reached: {lost.GetBaseException().Message.TrimEnd('.')}; "
                + "where it closes the connection, its log says why";
            result = new PeerResult<int>(isRefused ? PeerOutcome.Refused : PeerOutcome.Unreachable, 0, text);
        }
        finally
        {
            channel.Release(link, isSound: result.Outcome != PeerOutcome.Late);
        }

        if (result.Outcome != PeerOutcome.Cancelled)
        {
            channel.Note(isReached: result.Outcome is PeerOutcome.Ok or PeerOutcome.Error or PeerOutcome.Malformed);
        }

        return result;
    }

    private async ValueTask<PeerResult<int>> ExchangeAsync(
        int node, PeerChannel.Link link, string path, byte[]? body, Memory<byte> room, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(body is null ? HttpMethod.Get : HttpMethod.Post, $"https://basisd{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body is null ? null : new ByteArrayContent(body),
        };
        using HttpResponseMessage response = await link.Invoker.SendAsync(request, cancel).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            Memory<byte> into = response.StatusCode == HttpStatusCode.OK ? room : new byte[PeerLimits.ErrorBytes];
            int length = await stream.ReadAtLeastAsync(into, into.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                string text = Encoding.UTF8.GetString(into.Span[..length]);
                return new PeerResult<int>(
                    PeerOutcome.Error, 0, $"{_credentials.Nodes[node]} answered {path} with {(int)response.StatusCode}: {text}");
            }

            return length == room.Length
                ? new PeerResult<int>(PeerOutcome.Malformed, 0, $"{_credentials.Nodes[node]} answered {path} with more than {room.Length - 1} bytes")
                : new PeerResult<int>(PeerOutcome.Ok, length, "");
        }
    }
}
