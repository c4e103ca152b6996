using System;
using Basisd.Journal;

namespace Basisd.Host.Audit;

/// <summary>
/// Goes through a journal, stopped or running, from its first kept entry to its end, and on when more comes. When the running node
/// cuts the log behind a snapshot, the walk goes on at the new begin and says which entries it never saw. Writes nothing.
/// </summary>
public sealed class JournalWalk : IDisposable
{
    private const int MaxReopenings = 16;

    private readonly string _directory;
    private JournalReader _reader;
    private ulong _last;

    private JournalWalk(string directory, JournalReader reader)
    {
        _directory = directory;
        _reader = reader;
    }

    /// <summary>First sequence that the log still keeps.</summary>
    public ulong FirstKept => _reader.Anchor.BaseSequence;

    /// <summary>Chain hash before the first kept entry.</summary>
    public ChainHash BeforeFirst => _reader.Anchor.BasePrevious;

    /// <summary>Identity of the journal.</summary>
    public JournalId Id => _reader.Anchor.Id;

    /// <summary>Sizes of its log.</summary>
    public JournalGeometry Geometry => _reader.Anchor.Geometry;

    /// <summary>Exact bytes of the entry that came last; valid until the next call of <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> FrameBytes => _reader.FrameBytes;

    /// <summary>What is wrong, after <see cref="ReadStep.Failed"/>.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Entries that were cut away before the walk came to them.</summary>
    public ulong Lost { get; private set; }

    /// <summary>Opens the journal in a directory.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="problem">Why there is none; empty when there is.</param>
    public static JournalWalk? Open(string directory, out JournalProblem? problem)
    {
        bool opened = JournalReader.Open(directory, out JournalReader? reader, out string message);
        problem = opened ? null : JournalProblem.Of(directory, message);
        return opened ? new JournalWalk(directory, reader!) : null;
    }

    /// <summary>The next entry. The payload is valid until the next call.</summary>
    /// <returns><see cref="ReadStep.Frame"/>; <see cref="ReadStep.End"/> when nothing more is there now; <see cref="ReadStep.Failed"/>.</returns>
    public ReadStep Next(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        int reopenings = 0;
        while (true)
        {
            ReadStep step = _reader.TryRead(out header, out payload);
            switch (step)
            {
                case ReadStep.Frame when header.Sequence <= _last:
                    continue;
                case ReadStep.Frame:
                    Lost += _last == 0 ? 0 : header.Sequence - _last - 1;
                    _last = header.Sequence;
                    return step;
                case ReadStep.Truncated when reopenings++ < MaxReopenings && Reopen():
                    continue;
                case ReadStep.Truncated:
                    Problem = Problem.Length > 0 ? Problem : $"{_directory}: the log was cut {MaxReopenings} times while it was read; try again.";
                    return ReadStep.Failed;
                case ReadStep.Failed:
                    Problem = _reader.Failure?.Message ?? $"{_directory}: the journal is hurt.";
                    return step;
                default:
                    return step;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool Reopen()
    {
        if (!JournalReader.Open(_directory, out JournalReader? fresh, out string message))
        {
            Problem = message;
            return false;
        }

        _reader.Dispose();
        _reader = fresh!;
        return true;
    }
}
