using System;
using System.Text;
using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>Names of a cluster's keys in etcd, both ways (PROTOCOL.md).</summary>
public sealed class ArbiterKeys
{
    private const string SlotFolder = "slots/";

    private readonly string[] _slots;

    /// <summary>Creates the names of one cluster's keys.</summary>
    /// <param name="cluster">Id of the cluster.</param>
    /// <param name="slots">Slot names, by number.</param>
    public ArbiterKeys(string cluster, string[] slots)
    {
        Prefix = $"/basisd/{cluster}/";
        _slots = slots;
        First = Encoding.UTF8.GetBytes(Prefix);

        // The first key behind all that begin with the prefix: its last byte, '/', one higher.
        Behind = [.. First[..^1], (byte)(First[^1] + 1)];
    }

    /// <summary>What all keys begin with.</summary>
    public string Prefix { get; }

    /// <summary>Start of the range that holds all keys.</summary>
    internal byte[] First { get; }

    /// <summary>End of that range, not part of it.</summary>
    internal byte[] Behind { get; }

    /// <summary>A key's full name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such key.</exception>
    public string NameOf(ArbiterKey key) => Prefix + key.Kind switch
    {
        ArbiterKeyKind.Slot when key.Slot >= 0 && key.Slot < _slots.Length => SlotFolder + _slots[key.Slot],
        ArbiterKeyKind.Dmm => "dmm",
        ArbiterKeyKind.Pause => "pause",
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "no key of this cluster"),
    };

    /// <summary>The key of a full name; null when it is none of this cluster's.</summary>
    public ArbiterKey? Find(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = name[Prefix.Length..];
        if (rest.StartsWith(SlotFolder, StringComparison.Ordinal))
        {
            int slot = Array.IndexOf(_slots, rest[SlotFolder.Length..]);
            return slot < 0 ? null : new ArbiterKey(ArbiterKeyKind.Slot, slot);
        }

        return rest switch
        {
            "dmm" => new ArbiterKey(ArbiterKeyKind.Dmm, 0),
            "pause" => new ArbiterKey(ArbiterKeyKind.Pause, 0),
            _ => null,
        };
    }
}
