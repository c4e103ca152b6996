namespace Basisd.Journal;

/// <summary>
/// Remembers where the last two complete snapshots begin (SPEC 11). One that was begun and never ended counts for nothing; beginning another one
/// forgets it.
/// Not thread-safe: the scan fills it before the commit thread takes over.
/// </summary>
internal sealed class SnapshotLedger
{
    private SnapshotPoint _pending;
    private bool _hasPending;

    /// <summary>The latest complete snapshot, when <see cref="Complete"/> is at least 1.</summary>
    public SnapshotPoint Newest { get; private set; }

    /// <summary>The one before it, when <see cref="Complete"/> is 2: the log may be cut behind it.</summary>
    public SnapshotPoint Older { get; private set; }

    /// <summary>Complete snapshots known, 0..2.</summary>
    public int Complete { get; private set; }

    /// <summary>A snapshot begins.</summary>
    public void Begin(in SnapshotPoint point)
    {
        _pending = point;
        _hasPending = true;
    }

    /// <summary>The snapshot that began at <paramref name="beginSequence"/> is complete.</summary>
    public void End(ulong beginSequence)
    {
        if (!_hasPending || _pending.BeginSequence != beginSequence)
        {
            return;
        }

        Older = Newest;
        Newest = _pending;
        Complete = Complete < 2 ? Complete + 1 : 2;
        _hasPending = false;
    }
}
