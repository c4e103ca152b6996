namespace Basisd.Market;

/// <summary>What <see cref="CsvLines.Next"/> found.</summary>
internal enum CsvLineStatus
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>The end of the file.</summary>
    End,

    /// <summary>A line longer than <see cref="CsvLines.MaxLineBytes"/>.</summary>
    TooLong,

    /// <summary>The file could not be read on.</summary>
    Failed,
}
