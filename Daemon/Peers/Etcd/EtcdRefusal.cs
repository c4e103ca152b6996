using System;
using System.Text.Json;

namespace Basisd.Peers.Etcd;

/// <summary>
/// What an answer other than 200 means. Certain is only what etcd decides before it proposes anything, or refuses while it applies, and
/// then alike on every member. Everything else, known or not, may have been carried out.
/// </summary>
/// <param name="IsCertain">Certainly nothing was carried out.</param>
/// <param name="IsTokenRefused">A new token may help.</param>
/// <param name="Text">What etcd said, and how to mend it.</param>
internal sealed record EtcdRefusal(bool IsCertain, bool IsTokenRefused, string Text)
{
    // Codes of gRPC.
    private const int InvalidArgument = 3;
    private const int PermissionDenied = 7;
    private const int FailedPrecondition = 9;
    private const int Unimplemented = 12;
    private const int Unauthenticated = 16;

    // Refusals ahead of the proposal whose code is also that of timeouts. "mvcc: database space exceeded" is none of them: a member that finds
    // out while it applies says so although it has written.
    private static readonly string[] BeforeProposal =
    [
        "etcdserver: no leader", "raft proposal dropped", "etcdserver: too many requests", "etcdserver: rpc not supported for learner",
    ];

    /// <summary>Judges an answer that is not 200.</summary>
    /// <param name="status">Of HTTP.</param>
    /// <param name="body">As far as it was read.</param>
    /// <param name="prefix">Of the keys, for what to grant.</param>
    public static EtcdRefusal Of(int status, ReadOnlySpan<byte> body, string prefix)
    {
        EtcdMessages.Failure? failure = Read(body);
        if (failure?.Message is not { Length: > 0 } message || failure.Code == 0)
        {
            string text = $"status {status} without the words of etcd's v3 gateway: is this the client address of an etcd member?";
            return new EtcdRefusal(false, false, text);
        }

        bool certain = failure.Code is InvalidArgument or PermissionDenied or FailedPrecondition or Unimplemented or Unauthenticated
            || Array.Exists(BeforeProposal, known => message == known);
        bool token = failure.Code == Unauthenticated || message == "etcdserver: revision of auth store is old";
        return new EtcdRefusal(certain, token, $"{Printable.Of(message)}{Mend(message, prefix)}");
    }

    private static EtcdMessages.Failure? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, EtcdJson.Default.Failure);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Mend(string message, string prefix) => message switch
    {
        "etcdserver: permission denied" =>
            $"; a user must be configured, and its role granted: etcdctl role grant-permission ROLE readwrite --prefix=true {prefix}",
        "etcdserver: user name is empty" => "; etcd authenticates: configure a user and its password file",
        "etcdserver: authentication failed, invalid user ID or password" => "; compare the user and the password file with etcd's",
        "etcdserver: authentication is not enabled" => "; take the user out of the configuration, or: etcdctl auth enable",
        "etcdserver: mvcc: database space exceeded" => "; compact and defragment etcd, then: etcdctl alarm disarm",
        _ => "",
    };
}
