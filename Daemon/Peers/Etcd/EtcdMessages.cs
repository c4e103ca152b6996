using System.Text.Json.Serialization;

namespace Basisd.Peers.Etcd;

/// <summary>
/// The few messages of etcd's v3 API that the arbiter needs, in the words of its JSON gateway (`rpc.proto`). In answers everything may be
/// missing: the gateway leaves out what is zero, false or empty.
/// </summary>
internal static class EtcdMessages
{
    private const JsonNumberHandling Text = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString;

    /// <summary>Asks for the keys from <see cref="Key"/> up to, without it, <see cref="RangeEnd"/>; linearizable, which is the default.</summary>
    public sealed record Range
    {
        public required byte[] Key { get; init; }

        public byte[]? RangeEnd { get; init; }

        [JsonNumberHandling(Text)]
        public long? Limit { get; init; }
    }

    /// <summary>If all of <see cref="Compare"/> hold, <see cref="Success"/>, else <see cref="Failure"/>.</summary>
    public sealed record Txn
    {
        public required Comparison[] Compare { get; init; }

        public required Operation[] Success { get; init; }

        public required Operation[] Failure { get; init; }
    }

    /// <summary>
    /// Compares the key's modification revision. Without a target etcd would take VERSION, and compare something else without a word.
    /// </summary>
    public sealed record Comparison
    {
        public string Target { get; } = "MOD";

        public string Result { get; } = "EQUAL";

        public required byte[] Key { get; init; }

        [JsonNumberHandling(Text)]
        public required long ModRevision { get; init; }
    }

    /// <summary>One of both.</summary>
    public sealed record Operation
    {
        public Put? RequestPut { get; init; }

        public Range? RequestRange { get; init; }
    }

    /// <summary>Writes a key.</summary>
    public sealed record Put
    {
        public required byte[] Key { get; init; }

        public required byte[] Value { get; init; }
    }

    /// <summary>Asks for a token.</summary>
    public sealed record Login
    {
        public required string Name { get; init; }

        public required string Password { get; init; }
    }

    /// <summary>What a range, a transaction or a login is answered with.</summary>
    public sealed record Answer
    {
        public Header? Header { get; init; }

        public bool Succeeded { get; init; }

        public Response?[]? Responses { get; init; }

        public KeyValue?[]? Kvs { get; init; }

        public bool More { get; init; }

        public string? Token { get; init; }
    }

    /// <summary>Where the member stood when it answered.</summary>
    public sealed record Header
    {
        [JsonNumberHandling(Text)]
        public ulong ClusterId { get; init; }

        [JsonNumberHandling(Text)]
        public long Revision { get; init; }

        [JsonNumberHandling(Text)]
        public ulong RaftTerm { get; init; }
    }

    /// <summary>What became of an operation of a transaction.</summary>
    public sealed record Response
    {
        public Answer? ResponseRange { get; init; }
    }

    /// <summary>A key, its value, and the revision of its latest change.</summary>
    public sealed record KeyValue
    {
        public byte[]? Key { get; init; }

        public byte[]? Value { get; init; }

        [JsonNumberHandling(Text)]
        public long ModRevision { get; init; }
    }

    /// <summary>What a refusal says: a code of gRPC and a text.</summary>
    public sealed record Failure
    {
        public int Code { get; init; }

        public string? Message { get; init; }
    }
}
