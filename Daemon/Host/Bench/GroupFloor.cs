using System;
using Basisd.Journal;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// The floor of a group commit: the frames of a group made in a buffer as staging makes them, then one write and fdatasync, all on one thread. It
/// must never leave out what the journal's bytes cost: the frames are new each time, and the time before the write is the same.
/// </summary>
internal sealed class GroupFloor
{
    private readonly PrewrittenFile _file;
    private readonly byte[] _payload;
    private readonly byte[] _bytes;
    private readonly int _frames;
    private ulong _sequence;
    private ChainHash _head;

    /// <summary>Groups of so many frames of a payload.</summary>
    public GroupFloor(PrewrittenFile file, byte[] payload, int frames)
    {
        _file = file;
        _payload = payload;
        _frames = frames;
        int length = frames * (FrameFormat.OverheadBytes + payload.Length);
        _bytes = GC.AllocateArray<byte>(GroupFormat.TotalBytes(JournalGeometry.BlockBytes, length), pinned: true);
        Make();
    }

    /// <summary>Bytes of one group.</summary>
    public int Bytes => _bytes.Length;

    /// <summary>The write and its sync, ns each.</summary>
    public Samples Writes { get; } = new();

    /// <summary>The making of the frames and the write, ns each.</summary>
    public Samples Whole { get; } = new();

    /// <summary>Makes a group and writes it.</summary>
    /// <exception cref="BenchException">The device failed.</exception>
    public void Run(bool counts)
    {
        long begun = BootClock.NowNs();
        Make();
        long made = BootClock.NowNs();
        _file.Append(_bytes);
        long written = BootClock.NowNs();
        if (counts)
        {
            Writes.Add(written - made);
            Whole.Add(written - begun);
        }
    }

    /// <summary>Writes the last group once more.</summary>
    /// <exception cref="BenchException">The device failed.</exception>
    public void Again() => _file.Append(_bytes);

    private void Make()
    {
        Span<byte> rest = _bytes.AsSpan(GroupFormat.HeaderBytes);
        for (int frame = 0; frame < _frames; frame++)
        {
            _head = FrameFormat.Write(rest, 1, ++_sequence, 1, 0, _head, _payload);
            rest = rest[(FrameFormat.OverheadBytes + _payload.Length)..];
        }
    }
}
