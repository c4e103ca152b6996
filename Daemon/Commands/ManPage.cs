using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace Basisd.Commands;

/// <summary>
/// A manual page in the man(7) macros. Everything that is put into it is escaped, so that no description can become a request of the formatter;
/// text between back quotes is set in bold.
/// </summary>
internal sealed class ManPage
{
    // mandoc asks for input lines of at most 80 bytes.
    private const int LineWidth = 78;

    private readonly TextWriter _output;

    /// <summary>Begins a page.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="name">Name of the page.</param>
    /// <param name="section">Section of the manual.</param>
    /// <param name="date">Date of the page, YYYY-MM-DD; empty for none.</param>
    public ManPage(TextWriter output, string name, int section, string date)
    {
        _output = output;
        // Formatters read the date only with plain hyphens.
        string when = Quoted(date).Replace("\\-", "-", StringComparison.Ordinal);
        output.Write($".TH {Quoted(name)} {section.ToString(CultureInfo.InvariantCulture)} {when} {Quoted("basisd " + VersionCommand.Text)}\n");
    }

    /// <summary>A section.</summary>
    public void Section(string title) => _output.Write($".SH {Quoted(title)}\n");

    /// <summary>A section within a section.</summary>
    public void Part(string title) => _output.Write($".SS {Quoted(title)}\n");

    /// <summary>The line of the section NAME, which indexes of manual pages read.</summary>
    public void Name(string name, string what) => _output.Write($"{Escaped(name)} \\- {Escaped(what)}\n");

    /// <summary>A paragraph that follows another one.</summary>
    public void Paragraph(string text)
    {
        _output.Write(".PP\n");
        Prose(text);
    }

    /// <summary>Text that goes on where the page is.</summary>
    public void Prose(string text)
    {
        StringBuilder line = new();
        foreach (string word in Marked(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + word.Length >= LineWidth)
            {
                EndLine(line);
            }

            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }

        EndLine(line);
    }

    /// <summary>A term with what it means.</summary>
    public void Term(string term, string meaning)
    {
        _output.Write($".TP\n\\fB{Escaped(term)}\\fR\n");
        Prose(meaning);
    }

    /// <summary>Lines as they are typed.</summary>
    public void Typed(params ReadOnlySpan<string> lines)
    {
        _output.Write(".PP\n.nf\n.RS 4\n");
        foreach (string line in lines)
        {
            _output.Write(Guarded(Escaped(line)) + "\n");
        }

        _output.Write(".RE\n.fi\n");
    }

    private static string Marked(string text)
    {
        string[] parts = text.Split('`');
        if (parts.Length % 2 == 0)
        {
            return Escaped(text);
        }

        StringBuilder marked = new();
        for (int i = 0; i < parts.Length; i++)
        {
            marked.Append(i % 2 == 0 ? Escaped(parts[i]) : $"\\fB{Escaped(parts[i])}\\fR");
        }

        return marked.ToString();
    }

    private static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '\\' => "\\e",
                '-' => "\\-",
                '\'' => "\\(aq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                '\n' or '\t' => " ",
                > 0x7E => $"\\[u{rune.Value:X4}]",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Quoted(string text) => $"\"{Escaped(text).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    // A dot that begins a line would begin a request.
    private static string Guarded(string line) => line.StartsWith('.') ? "\\&" + line : line;

    private void EndLine(StringBuilder line)
    {
        _output.Write(Guarded(line.ToString()) + "\n");
        line.Clear();
    }
}
