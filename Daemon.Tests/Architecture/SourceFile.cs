using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Basisd.Tests.Architecture;

/// <summary>One text file of the repository. C# files carry their syntax tree; only those of the daemon are compiled.</summary>
internal sealed class SourceFile
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.Parse);
    private readonly Lazy<SyntaxTree> _tree;

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = SourceText.From(text);
        _tree = new(() => CSharpSyntaxTree.ParseText(Text, Options, path));
    }

    /// <summary>From the repository's root, with slashes.</summary>
    public string Path { get; }

    public SourceText Text { get; }

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsDaemon => IsCSharp && Path.StartsWith("Daemon/", StringComparison.Ordinal);

    /// <summary>The folder under <c>Daemon/</c>; empty for a file that lies in <c>Daemon/</c> itself.</summary>
    public string Room => Path.Count(c => c == '/') > 1 ? Path.Split('/')[1] : string.Empty;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public SyntaxTree Tree => _tree.Value;

    public SyntaxNode Root => Tree.GetRoot();

    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    /// <summary>Line of a position, counted from 1.</summary>
    public int LineOf(int position) => Text.Lines.GetLinePosition(position).Line + 1;

    public int LineOf(SyntaxNode node) => LineOf(node.SpanStart);

    public int LineOf(SyntaxToken token) => LineOf(token.SpanStart);
}
