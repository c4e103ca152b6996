namespace Basisd.Journal;

/// <summary>What <see cref="JournalReader.TryRead"/> found.</summary>
public enum ReadStep
{
    /// <summary>A frame.</summary>
    Frame,

    /// <summary>Nothing more now; on a running node more may come.</summary>
    End,

    /// <summary>The log was cut behind a snapshot while it was read: go on from the new begin with <see cref="JournalReader"/>.</summary>
    Truncated,

    /// <summary>A committed frame is missing or hurt; see <see cref="JournalReader.Failure"/>.</summary>
    Failed,
}
