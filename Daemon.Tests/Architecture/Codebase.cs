using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basisd.Tests.Architecture;

/// <summary>
/// The repository as data: every text file, and the daemon's C# bound by the compiler, so that a law judges what a name
/// means and not how it is spelled. Read once, shared by all tests, never changed: <see cref="With"/> gives a new one.
/// Source generators do not run here, so their half of a partial member is missing and some names stay unresolved; that
/// costs nothing, because generated code has no arrows of its own.
/// </summary>
internal sealed class Codebase
{
    private const int LargestFile = 1 << 20;
    private static readonly string[] BuildFolders = ["bin", "obj", "out", ".git", ".basisd", "TestResults"];
    private static readonly Lazy<MetadataReference[]> References = new(LoadReferences);
    private static readonly Lazy<Codebase> Shared = new(Read);
    private readonly ConcurrentDictionary<SourceFile, IReadOnlyList<Mention>> _mentions = [];
    private readonly ConcurrentDictionary<SourceFile, SemanticModel> _models = [];
    private readonly CSharpCompilation _compilation;

    private Codebase(string root, IReadOnlyList<SourceFile> files, CSharpCompilation compilation)
    {
        Root = root;
        Files = files;
        _compilation = compilation;
    }

    public static Codebase Current => Shared.Value;

    /// <summary>A repository without files, for the proofs: <c>Empty.With(...)</c>.</summary>
    public static Codebase Empty { get; } = new("/nowhere", [], Compile([]));

    public string Root { get; }

    /// <summary>Every text file that git tracks or would track.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    public IEnumerable<SourceFile> Daemon => Files.Where(f => f.IsDaemon);

    /// <summary>The same repository with files added, in memory only: how a law is shown to fail.</summary>
    public Codebase With(params SourceFile[] added)
    {
        SourceFile[] kept = [.. Files.Where(f => added.All(a => a.Path != f.Path))];
        SyntaxTree[] replaced = [.. Daemon.Except(kept).Select(f => f.Tree)];
        CSharpCompilation compilation = _compilation.RemoveSyntaxTrees(replaced)
            .AddSyntaxTrees(added.Where(f => f.IsDaemon).Select(f => f.Tree));
        return new(Root, [.. kept, .. added], compilation);
    }

    /// <summary>One for each file, kept: what a law has bound, the next one does not bind again.</summary>
    public SemanticModel Model(SourceFile file) => _models.GetOrAdd(file, f => _compilation.GetSemanticModel(f.Tree));

    /// <summary>Every name in the file that the compiler resolves, in the order of the text.</summary>
    public IReadOnlyList<Mention> Mentions(SourceFile file) => _mentions.GetOrAdd(file, Bind);

    private static Codebase Read()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "basisd.sln")))
        {
            root = Path.GetDirectoryName(root)
                ?? throw new InvalidOperationException("No basisd.sln above the tests: they judge the source and must run inside the repository.");
        }

        SourceFile[] files = [.. Listing(root).Select(p => Load(root, p)).OfType<SourceFile>()];
        Codebase code = new(root, files, Compile(files));
        Parallel.ForEach(code.Daemon, f => code.Mentions(f));
        return code;
    }

    private static CSharpCompilation Compile(IEnumerable<SourceFile> files) => CSharpCompilation.Create(
        "daemon-as-data",
        files.Where(f => f.IsDaemon).Select(f => f.Tree),
        References.Value,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    private static SourceFile? Load(string root, string path)
    {
        FileInfo info = new(Path.Combine(root, path));
        if (!info.Exists || info.Length > LargestFile)
        {
            return null;
        }

        string text = File.ReadAllText(info.FullName);
        return text.Contains('\0', StringComparison.Ordinal) ? null : new SourceFile(path, text);
    }

    /// <summary>What git would commit; without git (an unpacked archive) everything but build folders.</summary>
    private static IEnumerable<string> Listing(string root)
    {
        ProcessStartInfo start = new("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Directory.Exists(Path.Combine(root, ".git")) || File.Exists(Path.Combine(root, ".git")))
        {
            using Process git = Process.Start(start)!;
            string listed = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            if (git.ExitCode == 0)
            {
                return listed.Split('\0', StringSplitOptions.RemoveEmptyEntries);
            }
        }

        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(root, p).Replace('\\', '/'))
            .Where(p => !p.Split('/').Any(BuildFolders.Contains));
    }

    /// <summary>What the test process itself runs on, without the two assemblies whose source is judged.</summary>
    private static MetadataReference[] LoadReferences() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => Path.GetFileNameWithoutExtension(p) is not ("basisd" or "Daemon.Tests"))
            .Select(p => MetadataReference.CreateFromFile(p))];

    private List<Mention> Bind(SourceFile file)
    {
        SemanticModel model = Model(file);
        List<Mention> mentions = [];
        foreach (SyntaxNode node in file.Root.DescendantNodes())
        {
            if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
            {
                continue;
            }

            SymbolInfo info = model.GetSymbolInfo(node);
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is { } symbol && symbol is not (ILocalSymbol or IParameterSymbol))
            {
                mentions.Add(new Mention(file.LineOf(node), Unwrap(symbol)));
            }
        }

        return mentions;
    }

    /// <summary>Arrays and pointers are told by what they hold, an alias by what it stands for.</summary>
    private static ISymbol Unwrap(ISymbol symbol) => symbol switch
    {
        IAliasSymbol alias => Unwrap(alias.Target),
        IArrayTypeSymbol array => Unwrap(array.ElementType),
        IPointerTypeSymbol pointer => Unwrap(pointer.PointedAtType),
        _ => symbol,
    };
}
