namespace Basisd.Host.Reports;

/// <summary>What a block of a document is.</summary>
public enum ReportBlockKind
{
    /// <summary>A heading.</summary>
    Heading = 0,

    /// <summary>A paragraph.</summary>
    Text = 1,

    /// <summary>A paragraph that must not be overlooked.</summary>
    Warning = 2,

    /// <summary>A place where a person must write before the document is published.</summary>
    Placeholder = 3,

    /// <summary>A table with a head.</summary>
    Table = 4,

    /// <summary>Name and value, line by line.</summary>
    Facts = 5,

    /// <summary>A list.</summary>
    List = 6,

    /// <summary>A timeline: time, phase, entry, text.</summary>
    Timeline = 7,

    /// <summary>The modes of the scopes over time; only where it can be drawn.</summary>
    Ribbons = 8,

    /// <summary>A text that a person wrote, as a quotation.</summary>
    Quote = 9,

    /// <summary>A command line.</summary>
    Command = 10,
}
