using System;
using System.Security.Cryptography;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// The cluster's DMM as this slot knows it (SPEC 12): the highest epoch that it has entered, and how that one ended. It releases nothing; it says
/// what a
/// resumption of the cluster covers. A node that runs alone never has any. Must never go back to an epoch that is over.
/// </summary>
public sealed class ClusterDmmBook
{
    private byte[] _resumption = [];
    private byte[] _digest = [];

    /// <summary>The highest epoch that was entered, 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Whether that epoch holds still, as far as this slot was told.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Core time at which it was entered, Unix nanoseconds: what was latched later is not what its resumption is about.</summary>
    public long EnteredAt { get; private set; }

    /// <summary>The signed resumption that ended <see cref="Epoch"/>, see <see cref="ClusterResumption"/>; empty while it holds.</summary>
    public ReadOnlyMemory<byte> Resumption => _resumption;

    /// <summary>SHA-256 of <see cref="Resumption"/>; empty while there is none.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>Whether there ever was one.</summary>
    public bool HasAny => Epoch != 0;

    /// <summary>An epoch is entered.</summary>
    /// <returns>False, and nothing changed, if it is not higher than every one before.</returns>
    public bool TryEnter(long epoch, long at)
    {
        if (epoch <= Epoch || epoch > SafetyState.MaxNumber)
        {
            return false;
        }

        (Epoch, IsActive, EnteredAt) = (epoch, true, at);
        _resumption = [];
        _digest = [];
        return true;
    }

    /// <summary>Whether a resumption can end an epoch: it is the one that holds.</summary>
    public bool CanEnd(long epoch) => IsActive && epoch == Epoch;

    /// <summary>The epoch that holds has ended by a signed resumption.</summary>
    /// <returns>False, and nothing changed, if it is not the one that holds, or the resumption is none.</returns>
    public bool TryEnd(long epoch, ReadOnlySpan<byte> resumption)
    {
        if (!CanEnd(epoch) || resumption.Length is 0 or > ClusterResumption.MaxBytes)
        {
            return false;
        }

        IsActive = false;
        _resumption = resumption.ToArray();
        _digest = SHA256.HashData(resumption);
        return true;
    }

    /// <summary>Writes what the state hash covers.</summary>
    public void WriteDigest(CanonicalWriter writer)
    {
        writer.I64(Epoch);
        writer.Bool(IsActive);
        writer.I64(EnteredAt);
        writer.Bytes(_digest);
    }

    /// <summary>Writes everything.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(Epoch);
        writer.Bool(IsActive);
        writer.I64(EnteredAt);
        writer.Bytes(_resumption);
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="CanonicalFormatException">It cannot be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Epoch = reader.I64();
        IsActive = reader.Bool();
        EnteredAt = reader.I64();
        ReadOnlySpan<byte> resumption = reader.Bytes();
        bool none = Epoch == 0 && !IsActive;
        bool fits = Epoch is >= 0 and <= SafetyState.MaxNumber && resumption.Length <= ClusterResumption.MaxBytes
            && (resumption.Length == 0) == (IsActive || none);
        if (!fits)
        {
            throw new CanonicalFormatException("the cluster's DMM is none that can be");
        }

        _resumption = resumption.ToArray();
        _digest = resumption.Length == 0 ? [] : SHA256.HashData(resumption);
    }
}
