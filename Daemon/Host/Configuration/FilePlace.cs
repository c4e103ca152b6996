namespace Basisd.Host.Configuration;

/// <summary>A line of a configuration file.</summary>
/// <param name="File">The file as it was named; empty for built-in defaults.</param>
/// <param name="Line">Line from 1; 0 for built-in defaults.</param>
internal readonly record struct FilePlace(string File, int Line)
{
    /// <summary>Not in a file.</summary>
    public static FilePlace BuiltIn => new("", 0);

    /// <summary>How <c>config show</c> names the origin of a value.</summary>
    public string Origin => File.Length == 0 ? "default" : $"{File}:{Line}";
}
