using System.Globalization;
using System.Text;

namespace Basisd.Host.Configuration;

/// <summary>One thing that is wrong with the configuration: what, where, what is allowed and how to mend it.</summary>
/// <param name="File">The file as it was named; empty for what concerns no single file.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
/// <param name="Column">Column in bytes from 1; 0 unless the file is not JSON.</param>
/// <param name="Path">Path of the setting, for example <c>topology.venues[1].name</c>; empty for the file as a whole.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Allowed">What is allowed; may be empty.</param>
/// <param name="Remedy">How to mend it; may be empty.</param>
public sealed record ConfigurationError(string File, int Line, int Column, string Path, string Problem, string Allowed, string Remedy)
{
    /// <summary>The line that operators see: <c>FILE:LINE: path: problem; allowed; remedy</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(File.Length == 0 ? "configuration" : File);
        if (Line > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $":{Line}");
        }

        if (Column > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $":{Column}");
        }

        if (Path.Length > 0)
        {
            text.Append(": ").Append(Path);
        }

        text.Append(": ").Append(Problem);
        Part(text, Allowed);
        Part(text, Remedy);
        return text.ToString();
    }

    private static void Part(StringBuilder text, string part)
    {
        if (part.Length > 0)
        {
            text.Append("; ").Append(part);
        }
    }
}
