using System;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// What the journal rebuilds of the cluster (SPEC 12): takeovers of the slot with what they still owe, and the cluster's DMM. All of it are primary
/// entries, applied here alone. A node that runs alone has none of them, and its state is what it always was.
/// </summary>
public sealed partial class DurableState
{
    // What stands behind the older form once the slot was ever taken over, or the cluster ever in DMM.
    private const byte ClusterMark = 3;

    // Of a snapshot that has such a part; without it a snapshot stays one that an older binary reads.
    private const ushort ClusterFormat = 4;

    /// <summary>The latest takeover.</summary>
    public TakeoverBook Takeover { get; }

    /// <summary>The cluster's DMM.</summary>
    public ClusterDmmBook ClusterDmm { get; } = new();

    /// <summary>Epoch under which the slot is owned: of commands, of frames and of the gate page.</summary>
    public long Epoch => Takeover.HasAny ? Takeover.Epoch : CommandBook.SingleNodeEpoch;

    private bool HasCluster => Takeover.HasAny || ClusterDmm.HasAny;

    /// <summary>Takes the slot over and appends the entry, which names the state that was found.</summary>
    /// <returns>False if the epoch is not higher than the one before, or the name too long; nothing is appended then.</returns>
    public bool ApplyTakeover(long epoch, int slot, ReadOnlySpan<byte> node, long at, Effects effects)
    {
        if (node.Length is 0 or > TakeoverBook.MaxNameBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> before = Hash();
        if (!Takeover.TryBegin(epoch, slot, at))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(epoch);
        effects.Payloads.I32(slot);
        effects.Payloads.Bytes(node);
        effects.Payloads.Raw(before);
        effects.Append(EntryKind.Takeover, offset);
        return true;
    }

    /// <summary>A venue was shown to agree after a takeover; appends the entry.</summary>
    /// <returns>False if it was not awaited; nothing is appended then.</returns>
    public bool ApplyReconciled(int venue, TakeoverProof proof, long at, Effects effects)
    {
        if (!Takeover.TryReconcile(venue))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(Takeover.Epoch);
        effects.Payloads.I32(venue);
        effects.Payloads.U8((byte)proof);
        effects.Append(EntryKind.TakeoverReconciled, offset);
        return true;
    }

    /// <summary>The slot enters the cluster's DMM; appends the entry. What it does to the platform is a cause of its own.</summary>
    /// <returns>False if an epoch as high was entered before; nothing is appended then.</returns>
    public bool ApplyClusterDmm(long epoch, ReadOnlySpan<byte> origin, long at, Effects effects)
    {
        if (!ClusterDmm.TryEnter(epoch, at))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(epoch);
        effects.Payloads.Bytes(origin[..Math.Min(origin.Length, TakeoverBook.MaxNameBytes)]);
        effects.Append(EntryKind.ClusterDmm, offset);
        return true;
    }

    /// <summary>The cluster's DMM has ended by a signed resumption; appends the entry, its bytes and their hash with it.</summary>
    /// <returns>False if that epoch is not the one that holds; nothing is appended then.</returns>
    public bool ApplyClusterResumed(long epoch, ReadOnlySpan<byte> resumption, long at, Effects effects)
    {
        if (!ClusterDmm.TryEnd(epoch, resumption))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(epoch);
        effects.Payloads.Raw(ClusterDmm.Digest);
        effects.Payloads.Bytes(resumption);
        effects.Append(EntryKind.ClusterResumed, offset);
        return true;
    }

    private bool ReplayCluster(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        long epoch = reader.I64();
        bool fits = kind switch
        {
            EntryKind.Takeover => ReplayTakeover(ref reader, epoch, at),
            EntryKind.TakeoverReconciled =>
                epoch == Takeover.Epoch && Takeover.TryReconcile(reader.I32()) && reader.U8() <= (byte)TakeoverProof.Operator,
            EntryKind.ClusterDmm => reader.Bytes().Length <= TakeoverBook.MaxNameBytes && ClusterDmm.TryEnter(epoch, at),
            _ => ReplayResumed(ref reader, epoch),
        };
        if (fits)
        {
            reader.End();
        }

        return fits;
    }

    // The state that the node found is the one that the entries before it lead to, or the journal contradicts itself.
    private bool ReplayTakeover(ref CanonicalReader reader, long epoch, long at)
    {
        int slot = reader.I32();
        int name = reader.Bytes().Length;
        bool same = reader.Raw(EntryCodec.HashBytes).SequenceEqual(Hash());
        return same && name is > 0 and <= TakeoverBook.MaxNameBytes && Takeover.TryBegin(epoch, slot, at);
    }

    private bool ReplayResumed(ref CanonicalReader reader, long epoch)
    {
        ReadOnlySpan<byte> digest = reader.Raw(EntryCodec.HashBytes);
        return ClusterDmm.TryEnd(epoch, reader.Bytes()) && digest.SequenceEqual(ClusterDmm.Digest);
    }

    // An order of ownership moves the takeover on, wherever it is taken from.
    private bool Follow(in Command order) => order.Kind switch
    {
        CommandKind.Activate => Takeover.TryActivate(order.Id, order.IssuedAt),
        CommandKind.Deactivate => Takeover.TryRelease(),
        _ => true,
    };

    private void WriteClusterIfAny(CanonicalWriter writer)
    {
        if (HasCluster)
        {
            writer.U8(ClusterMark);
            Takeover.Write(writer);
            ClusterDmm.WriteDigest(writer);
        }
    }

    private void WriteCluster(CanonicalWriter writer)
    {
        if (HasCluster)
        {
            Takeover.Write(writer);
            ClusterDmm.Write(writer);
        }
    }

    private void ReadCluster(ref CanonicalReader reader)
    {
        Takeover.Read(ref reader);
        ClusterDmm.Read(ref reader);
    }
}
