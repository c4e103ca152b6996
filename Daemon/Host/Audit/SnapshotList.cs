using System;
using System.Collections.Generic;
using Basisd.Journal;

namespace Basisd.Host.Audit;

/// <summary>Finds the snapshots that a journal keeps, stopped or running, and puts one together. It believes none that is not whole.</summary>
public static class SnapshotList
{
    /// <summary>All snapshots that were begun in the kept log, oldest first.</summary>
    /// <param name="walk">The journal from its begin; <see cref="JournalWalk.Problem"/> says afterwards what is wrong with it.</param>
    public static IReadOnlyList<SnapshotInfo> Read(JournalWalk walk)
    {
        List<SnapshotInfo> found = [];
        using SnapshotCheck check = new();
        while (walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame)
        {
            SnapshotStep step = check.Take(header, payload);
            if (step == SnapshotStep.Begun && SnapshotFormat.TryReadBegin(payload, out long bytes, out ChainHash hash))
            {
                found.Add(new SnapshotInfo(header.Sequence, 0, header.WallNs, bytes, hash.ToString(), Complete: false));
            }
            else if (step == SnapshotStep.Completed && found.Count > 0 && found[^1].Begin == check.BeginSequence)
            {
                found[^1] = found[^1] with { End = header.Sequence, Hash = check.Hash.ToString(), Complete = true };
            }
        }

        return found;
    }

    /// <summary>The bytes of a complete snapshot.</summary>
    /// <param name="walk">The journal from its begin.</param>
    /// <param name="info">Which one.</param>
    /// <returns>Null when the running node cut it away meanwhile.</returns>
    public static byte[]? State(JournalWalk walk, SnapshotInfo info)
    {
        byte[] state = new byte[info.Bytes];
        using SnapshotCheck check = new();
        while (walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame && header.Sequence <= info.End)
        {
            bool done = check.Take(header, payload) == SnapshotStep.Completed && check.BeginSequence == info.Begin;
            if (done)
            {
                return check.Hash.ToString() == info.Hash ? state : null;
            }

            if (SnapshotFormat.TryReadBytes(header.Kind, payload, out ulong owner, out long offset, out ReadOnlySpan<byte> bytes)
                && owner == info.Begin && offset >= 0 && offset + bytes.Length <= state.Length)
            {
                bytes.CopyTo(state.AsSpan((int)offset));
            }
        }

        return null;
    }
}
