namespace Basisd.Journal;

/// <summary>How a search in the log went.</summary>
internal enum SeekOutcome
{
    /// <summary>There is such a frame.</summary>
    Found,

    /// <summary>All kept frames are behind it.</summary>
    None,

    /// <summary>The log did not give what is durable.</summary>
    Failed,
}
