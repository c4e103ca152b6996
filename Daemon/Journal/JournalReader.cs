using System;
using System.Collections.Generic;
using System.IO;

namespace Basisd.Journal;

/// <summary>
/// Reads the segments of a stopped or a running node, without its lock and without writing anything. It ends at the last verified group;
/// what is behind
/// it on a running node is in flight and comes with a later call. It must never report a group in flight as damage, nor hide damage below the anchor.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private readonly JournalGround _ground;
    private readonly string _directory;
    private readonly LogScanner _scanner;
    private Anchor _anchor;
    private bool _inGroup;

    private JournalReader(JournalGround ground, string directory, in Anchor anchor)
    {
        _ground = ground;
        _directory = directory;
        _anchor = anchor;
        _scanner = new LogScanner(
            ground, directory, anchor.Geometry, anchor.Id, anchor.Geometry.SegmentStart(anchor.BaseSegment), anchor.BaseSequence,
            anchor.BasePrevious);
    }

    /// <summary>The anchor as last read: what must at least be there.</summary>
    public Anchor Anchor => _anchor;

    /// <summary>Last sequence and hash that were verified.</summary>
    public JournalHead Head => new(_scanner.NextSequence - 1, _scanner.Head);

    /// <summary>Exact bytes of the frame that was read last; valid until the next call of <see cref="TryRead"/>.</summary>
    public ReadOnlySpan<byte> FrameBytes => _scanner.FrameBytes;

    /// <summary>What stands behind the last verified group, after <see cref="ReadStep.End"/>: <see cref="FrameDefect.EndOfLog"/> for a clean
    /// end.</summary>
    public FrameDefect Stop => _scanner.Defect;

    /// <summary>Log address of what <see cref="Stop"/> names.</summary>
    internal long StopAddress => _scanner.DefectAddress;

    /// <summary>What is wrong, after <see cref="ReadStep.Failed"/>.</summary>
    public IntegrityFailure? Failure { get; private set; }

    /// <summary>Opens the journal in a directory.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="reader">The reader, to be disposed.</param>
    /// <param name="message">Why there is none, for people.</param>
    /// <returns>Whether there is a journal to read.</returns>
    public static bool Open(string directory, out JournalReader? reader, out string message) =>
        Open(JournalGround.Machine, directory, out reader, out message);

    /// <inheritdoc cref="Open(string, out JournalReader?, out string)"/>
    internal static bool Open(JournalGround ground, string directory, out JournalReader? reader, out string message)
    {
        reader = null;
        message = string.Empty;
        AnchorRead read = AnchorFile.Read(ground, directory);
        if (read.State == AnchorState.Valid)
        {
            reader = new JournalReader(ground, directory, read.Anchor);
            return true;
        }

        string path = Path.Combine(directory, AnchorFile.Name);
        message = read.State switch
        {
            AnchorState.Missing when !ground.Disk.DirectoryExists(directory) => $"{directory} does not exist or is no directory.",
            AnchorState.Missing when SegmentFiles.TryList(ground.Disk, directory, out SortedSet<int> present) == 0 && present.Count == 0 =>
                $"There is no journal in {directory}.",
            AnchorState.Missing or AnchorState.Invalid => LogRecovery.AnchorFailure(directory, read.State).Message,
            AnchorState.NewerFormat => LogRecovery.NewerText(path, read.NewerFormat),
            _ => $"{path}: {Linux.Errno.Describe(read.ReadError)}.",
        };
        return false;
    }

    /// <summary>Next frame, snapshot frames included. The payload is valid until the next call.</summary>
    public ReadStep TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            if (_inGroup && _scanner.TryNextFrame(out header, out payload))
            {
                return CheckAnchor(header);
            }

            _inGroup = false;
            if (!TryNextGroup())
            {
                ReadStep end = AtEnd();
                if (end != ReadStep.Frame)
                {
                    header = default;
                    payload = default;
                    return end;
                }
            }

            _inGroup = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scanner.Dispose();

    /// <summary>A failure at the place where the walk stopped.</summary>
    internal IntegrityFailure FailHere(IntegrityFailureKind kind) =>
        LogRecovery.Fail(kind, _scanner.Defect, _directory, _anchor.Geometry, _scanner.DefectAddress, _scanner.NextSequence, _anchor,
            _scanner.NewerFormat);

    /// <summary>
    /// Whether a valid group with a later sequence stands behind the end. On a running node the missing group may just have come,
    /// so the walk must still not get on after a second look.
    /// </summary>
    internal bool LaterGroupExists()
    {
        int errno = SegmentFiles.TryList(_ground.Disk, _directory, out SortedSet<int> present);
        int last = present.Count > 0 ? present.Max : -1;
        if (errno != 0 || _scanner.Inspect(last, out long later, out _) != 0 || later < 0)
        {
            return false;
        }

        _scanner.Refresh();
        return !_scanner.TryNextGroup();
    }

    /// <summary>
    /// The next group from the page in memory, else from the file as it is now: a page is read again only where a running node may have written
    /// more, not for each of its groups.
    /// </summary>
    private bool TryNextGroup()
    {
        if (_scanner.TryNextGroup())
        {
            return true;
        }

        _scanner.Refresh();
        return _scanner.TryNextGroup();
    }

    private ReadStep CheckAnchor(in FrameHeader header)
    {
        if (header.Sequence != _anchor.Sequence || header.Hash == _anchor.Hash)
        {
            return ReadStep.Frame;
        }

        Failure = LogRecovery.Fail(
            IntegrityFailureKind.AnchorMismatch, FrameDefect.Hash, _directory, _anchor.Geometry, header.Address, header.Sequence, _anchor);
        return ReadStep.Failed;
    }

    /// <summary>Decides what the end of the walk means; <see cref="ReadStep.Frame"/> when a second look found the next group.</summary>
    private ReadStep AtEnd()
    {
        AnchorRead now = AnchorFile.Read(_ground, _directory);
        if (now.State == AnchorState.Valid && now.Anchor.Id == _anchor.Id)
        {
            _anchor = now.Anchor;
        }

        if (_scanner.NextSequence < _anchor.BaseSequence)
        {
            return ReadStep.Truncated;
        }

        if (_scanner.Defect == FrameDefect.NewerVersion)
        {
            Failure = FailHere(IntegrityFailureKind.NewerFormat);
            return ReadStep.Failed;
        }

        if (_scanner.NextSequence > _anchor.Sequence)
        {
            return ReadStep.End;
        }

        // The anchor was read after the page: what it promises may have come in between. Only a second look may call it damage.
        _scanner.Refresh();
        if (_scanner.TryNextGroup())
        {
            return ReadStep.Frame;
        }

        Failure = LogRecovery.Fail(
            IntegrityFailureKind.BelowAnchor, _scanner.Defect, _directory, _anchor.Geometry, _scanner.DefectAddress, _scanner.NextSequence, _anchor,
            _scanner.NewerFormat);
        return ReadStep.Failed;
    }
}
