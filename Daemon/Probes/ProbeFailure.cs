using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Basisd.Probes;

/// <summary>
/// Says of what class a failure is. Nothing that a venue does may end the daemon, so what is not known is a class of its own and still a
/// failed call.
/// </summary>
internal static class ProbeFailure
{
    /// <summary>The class of an exception.</summary>
    public static ProbeOutcome ClassOf(Exception failure) => failure switch
    {
        OperationCanceledException or TimeoutException => ProbeOutcome.Timeout,
        AuthenticationException => ProbeOutcome.Tls,
        SocketException socket => OfSocket(socket.SocketErrorCode),
        HttpRequestException http => OfRequest(http),
        HttpIOException cut => OfError(cut.HttpRequestError, cut.InnerException),
        IOException { InnerException: { } inner } => ClassOf(inner),
        IOException => ProbeOutcome.Reset,
        _ => ProbeOutcome.Unexpected,
    };

    /// <summary>The exception in one printable line: parts of its message may come from the venue.</summary>
    public static string DetailOf(Exception failure)
    {
        Exception root = failure is HttpRequestException or IOException ? failure.GetBaseException() : failure;
        string text = ClassOf(failure) == ProbeOutcome.Unexpected ? $"{root.GetType().Name}: {root.Message}" : root.Message;
        return Printable(text, ProbeResult.MaxDetail);
    }

    /// <summary>A text that may hold a venue's own words, in one printable line of at most so many characters.</summary>
    public static string Printable(string text, int most) =>
        string.Create(Math.Min(text.Length, most), text, (line, from) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = from[i] is < ' ' or > '~' ? '?' : from[i];
            }
        });

    private static ProbeOutcome OfRequest(HttpRequestException failure) => OfError(failure.HttpRequestError, failure.InnerException);

    private static ProbeOutcome OfError(HttpRequestError error, Exception? inner) => error switch
    {
        HttpRequestError.NameResolutionError => ProbeOutcome.Dns,
        HttpRequestError.SecureConnectionError => ProbeOutcome.Tls,
        HttpRequestError.ResponseEnded => ProbeOutcome.Reset,
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported => ProbeOutcome.Protocol,
        HttpRequestError.ConnectionError => inner is null ? ProbeOutcome.Connect : OfConnecting(ClassOf(inner)),
        _ => inner is null ? ProbeOutcome.Unexpected : ClassOf(inner),
    };

    // What fails before there is a connection is no reset, and what is not known is still a connection that there is not.
    private static ProbeOutcome OfConnecting(ProbeOutcome inner) =>
        inner is ProbeOutcome.Reset or ProbeOutcome.Unexpected ? ProbeOutcome.Connect : inner;

    private static ProbeOutcome OfSocket(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => ProbeOutcome.Dns,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => ProbeOutcome.Reset,
        SocketError.TimedOut or SocketError.OperationAborted => ProbeOutcome.Timeout,
        _ => ProbeOutcome.Connect,
    };
}
