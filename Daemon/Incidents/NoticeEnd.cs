namespace Basisd.Incidents;

/// <summary>What became of a notice. Numbers are in the journal and are never reused.</summary>
public enum NoticeEnd : byte
{
    /// <summary>It is still pending.</summary>
    None = 0,

    /// <summary>The receiver took it.</summary>
    Delivered = 1,

    /// <summary>It was the oldest when the outbox was full, and gave way to a newer one.</summary>
    Dropped = 2,
}
