using System.Collections.Generic;

namespace Basisd.Tests.Documents;

/// <summary>One fenced block of a document.</summary>
/// <param name="Document">Path from the repository's root.</param>
/// <param name="Line">Line of its first content, from 1.</param>
/// <param name="Language">First word of the fence's info, for example <c>sh</c>.</param>
/// <param name="File">Second word: the file that a reader saves it as; empty without.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record MarkdownBlock(string Document, int Line, string Language, string File, IReadOnlyList<string> Lines)
{
    public string Place => $"{Document}:{Line}";
}
