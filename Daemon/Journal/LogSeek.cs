using System;
using System.Buffers.Binary;
using System.Globalization;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Finds a durable frame of a running journal by its sequence or its epoch: both only rise along the log, and every page begins with a group, so
/// the page is found by halving and only that page is walked. It reads beside appends and cuts, and must never look behind what is durable.
/// </summary>
internal sealed class LogSeek(JournalState state) : IDisposable
{
    private const int MaxTries = 8;
    private readonly SegmentWindow _window = new(state.Ground, state.Directory, state.Geometry);

    /// <summary>What failed, after <see cref="SeekOutcome.Failed"/>.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>The last durable frame whose sequence and epoch are not above these.</summary>
    /// <param name="sequence">Highest sequence.</param>
    /// <param name="epoch">Highest epoch.</param>
    /// <param name="found">The frame.</param>
    public SeekOutcome TryLast(ulong sequence, ulong epoch, out SoughtFrame found)
    {
        found = default;
        for (int i = 0; i < MaxTries; i++)
        {
            long begin = state.Base(out _);
            JournalHead committed = state.Committed(out long end);
            SeekOutcome outcome = end <= begin ? SeekOutcome.None : Search(begin, end, committed.Sequence, sequence, epoch, out found);

            // What was cut off meanwhile is no failure: the log begins elsewhere now.
            if (outcome != SeekOutcome.Failed || state.BaseAddress == begin)
            {
                return outcome;
            }
        }

        return SeekOutcome.Failed;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private SeekOutcome Search(long begin, long end, ulong committed, ulong sequence, ulong epoch, out SoughtFrame found)
    {
        found = default;
        int pageBits = state.Geometry.PageBits;
        long low = begin >> pageBits;
        long high = (end - 1) >> pageBits;
        if (!TryFirst(begin, end, out FrameHeader first, out _))
        {
            return SeekOutcome.Failed;
        }

        if (first.Sequence > sequence || first.Epoch > epoch)
        {
            return SeekOutcome.None;
        }

        while (low < high)
        {
            long middle = (low + high + 1) / 2;
            if (!TryFirst(middle << pageBits, end, out first, out _))
            {
                return SeekOutcome.Failed;
            }

            bool before = first.Sequence <= sequence && first.Epoch <= epoch;
            low = before ? middle : low;
            high = before ? high : middle - 1;
        }

        return Walk(Math.Max(begin, low << pageBits), end, committed, sequence, epoch, out found);
    }

    private SeekOutcome Walk(long start, long end, ulong committed, ulong sequence, ulong epoch, out SoughtFrame found)
    {
        found = default;
        if (!TryFirst(start, end, out FrameHeader first, out ChainHash previous))
        {
            return SeekOutcome.Failed;
        }

        using LogScanner scanner = new(state.Ground, state.Directory, state.Geometry, state.Id, start, first.Sequence, previous, rehash: false);
        while (scanner.NextSequence <= committed)
        {
            if (!scanner.TryNextGroup())
            {
                return Fail(scanner.DefectAddress, scanner.Defect.ToString());
            }

            int left = checked((int)(scanner.NextSequence - scanner.GroupFirstSequence));
            while (scanner.TryNextFrame(out FrameHeader header, out _))
            {
                if (header.Sequence > sequence || header.Epoch > epoch)
                {
                    return SeekOutcome.Found;
                }

                found = new SoughtFrame(header, scanner.End, --left);
            }
        }

        return SeekOutcome.Found;
    }

    /// <summary>The first frame of the group at an address.</summary>
    private bool TryFirst(long address, long end, out FrameHeader first, out ChainHash previous)
    {
        first = default;
        previous = default;
        int errno = _window.Load(address, end);
        if (errno != 0)
        {
            return Fail(address, Errno.Describe(errno)) == SeekOutcome.Found;
        }

        ReadOnlySpan<byte> bytes = _window.From(address);
        FrameDefect defect = GroupFormat.Read(bytes, address, state.Id, JournalGuards.None, out _);
        if (defect != FrameDefect.None)
        {
            return Fail(address, defect.ToString()) == SeekOutcome.Found;
        }

        // The header of the group was checked; a frame that is hurt is found by the walk, or by whoever reads on from here.
        ReadOnlySpan<byte> frame = bytes[GroupFormat.HeaderBytes..];
        previous = ChainHash.Read(frame[FrameFormat.PreviousOffset..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (length < FrameFormat.OverheadBytes || length > frame.Length || !IsOfLength(frame, length))
        {
            return Fail(address, nameof(FrameDefect.Length)) == SeekOutcome.Found;
        }

        first = FrameFormat.ReadHeader(frame, address + GroupFormat.HeaderBytes);
        return true;
    }

    private static bool IsOfLength(ReadOnlySpan<byte> frame, uint length) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[FrameFormat.PayloadLengthOffset..]) == length - FrameFormat.OverheadBytes;

    private SeekOutcome Fail(long address, string why)
    {
        JournalGeometry geometry = state.Geometry;
        Problem = string.Create(
            CultureInfo.InvariantCulture,
            $"{SegmentFiles.PathOf(state.Directory, geometry.SegmentOf(address))}, offset {geometry.OffsetInSegment(address)}: "
            + $"what is durable does not read back ({why})");
        return SeekOutcome.Failed;
    }
}
