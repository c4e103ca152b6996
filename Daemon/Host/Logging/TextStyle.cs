namespace Basisd.Host.Logging;

/// <summary>How log lines look.</summary>
public enum TextStyle
{
    /// <summary>Time, level, message.</summary>
    Plain,

    /// <summary>The same with a coloured level.</summary>
    Color,

    /// <summary>The journal's priority prefix and the message.</summary>
    JournalPrefix,
}
