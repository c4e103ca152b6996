using System.Text;
using System.Text.Json;
using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>The bodies of the requests that are sent, to the byte; `Daemon.Tests` holds them against written ones.</summary>
internal static class EtcdRequests
{
    /// <summary>Path of a range.</summary>
    public const string RangePath = "/v3/kv/range";

    /// <summary>Path of a transaction.</summary>
    public const string TxnPath = "/v3/kv/txn";

    /// <summary>Path of a login.</summary>
    public const string LoginPath = "/v3/auth/authenticate";

    /// <summary>Most keys that are read; a cluster has no more than 34.</summary>
    public const int MaxKeys = 256;

    /// <summary>A linearizable read of all keys.</summary>
    public static byte[] ReadAll(ArbiterKeys keys) => JsonSerializer.SerializeToUtf8Bytes(
        new EtcdMessages.Range { Key = keys.First, RangeEnd = keys.Behind, Limit = MaxKeys }, EtcdJson.Default.Range);

    /// <summary>Writes the value if the key still has the expected revision, else reads the key.</summary>
    public static byte[] Swap(ArbiterKeys keys, ArbiterKey key, long expected, byte[] value)
    {
        byte[] name = Encoding.UTF8.GetBytes(keys.NameOf(key));
        return JsonSerializer.SerializeToUtf8Bytes(
            new EtcdMessages.Txn
            {
                Compare = [new EtcdMessages.Comparison { Key = name, ModRevision = expected }],
                Success = [new EtcdMessages.Operation { RequestPut = new EtcdMessages.Put { Key = name, Value = value } }],
                Failure = [new EtcdMessages.Operation { RequestRange = new EtcdMessages.Range { Key = name } }],
            },
            EtcdJson.Default.Txn);
    }

    /// <summary>Asks for a token.</summary>
    public static byte[] Login(string user, string password) =>
        JsonSerializer.SerializeToUtf8Bytes(new EtcdMessages.Login { Name = user, Password = password }, EtcdJson.Default.Login);
}
