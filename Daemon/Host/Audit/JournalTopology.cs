using System;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>
/// Finds the fingerprint of the topology that a journal was written with. A journal has one topology for life: every start and every snapshot
/// carries its fingerprint, and the oldest kept segment begins at one of them or holds one soon after.
/// </summary>
public static class JournalTopology
{
    private const int FingerprintBytes = 32;
    private const int SnapshotVersionBytes = 2;

    /// <summary>Reads a journal up to its first fingerprint.</summary>
    /// <param name="directory">The state directory.</param>
    /// <returns>Null when nothing readable in it says.</returns>
    public static byte[]? Find(string directory)
    {
        using JournalWalk? walk = JournalWalk.Open(directory, out _);
        byte[]? found = null;
        while (walk is not null && found is null && walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame)
        {
            found = In(header.Kind, payload);
        }

        return found;
    }

    /// <summary>The fingerprint that one entry carries; null for none.</summary>
    internal static byte[]? In(ushort kind, ReadOnlySpan<byte> payload)
    {
        if (kind == (ushort)EntryKind.Started)
        {
            return InStart(payload);
        }

        // A snapshot is its version, then the fingerprint, in the chunk at offset 0.
        bool first = SnapshotFormat.TryReadBytes(kind, payload, out _, out long offset, out ReadOnlySpan<byte> bytes) && offset == 0
            && bytes.Length >= SnapshotVersionBytes + FingerprintBytes;
        return first ? bytes.Slice(SnapshotVersionBytes, FingerprintBytes).ToArray() : null;
    }

    private static byte[]? InStart(ReadOnlySpan<byte> payload)
    {
        try
        {
            CanonicalReader reader = new(payload);
            EntryCodec.CheckVersion(ref reader);
            reader.I64();
            return reader.Raw(FingerprintBytes).ToArray();
        }
        catch (CanonicalFormatException)
        {
            // Another version of the entry says nothing that this binary can read; a snapshot may.
            return null;
        }
    }
}
