using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>DMM is never lost and never left unsigned: epochs only rise, and one ends only by bytes that operators signed for it.</summary>
internal sealed class DmmChecker
{
    private const string Promise = "DMM is never left unsigned";
    private const ulong Key = 0x5F3759DF;

    private readonly HashSet<ulong> _signed = [];

    /// <summary>Operators sign the resumption of an epoch.</summary>
    public void Sign(ulong epoch) => _signed.Add(epoch);

    /// <summary>The bytes of a signed resumption.</summary>
    public static byte[] Resumption(ulong epoch)
    {
        byte[] made = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(made, SimState.Mix(Key, epoch));
        return made;
    }

    /// <summary>Whether bytes are a signed resumption of an epoch: what a node can verify by itself.</summary>
    public static bool IsSigned(ulong epoch, ReadOnlySpan<byte> bytes) =>
        bytes.Length == sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == SimState.Mix(Key, epoch);

    /// <summary>The arbiter's record changes.</summary>
    public void Written(DmmRecord? before, DmmRecord now)
    {
        if (before is not null && now.Epoch < before.Epoch)
        {
            throw new SimViolationException("DMM is never lost", $"the record goes from {before} to {now}");
        }

        if (!now.Active && (before?.Active ?? true))
        {
            Left(now.Epoch, now.Resumption);
            if (before is not null && before.Epoch != now.Epoch)
            {
                throw new SimViolationException("DMM is never lost", $"epoch {before.Epoch} ends by the resumption of {now.Epoch}");
            }
        }
    }

    /// <summary>A slot's state leaves the DMM of an epoch: that one, or a later one, was signed away.</summary>
    public void Left(ulong epoch)
    {
        foreach (ulong signed in _signed)
        {
            if (signed >= epoch)
            {
                return;
            }
        }

        throw new SimViolationException(Promise, $"a slot leaves the DMM of epoch {epoch}, and nobody signed that");
    }

    /// <summary>A resumption ends the DMM of an epoch.</summary>
    public void Left(ulong epoch, ReadOnlySpan<byte> bytes)
    {
        if (!_signed.Contains(epoch) || !IsSigned(epoch, bytes))
        {
            throw new SimViolationException(Promise, $"epoch {epoch} ends, and nobody signed that");
        }
    }
}
