using System;
using System.IO;
using Basisd.Tests.Host;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// The daemon under test: what <c>BASISD_BINARY</c> names, else the published binary, else the one that the tests were built beside, which
/// runs on the JIT and proves less.
/// </summary>
internal static class DaemonBinary
{
    private const string Variable = "BASISD_BINARY";

    public static string Path { get; } = Find(out bool published);

    public static bool IsPublished { get; } = IsNative(out _);

    /// <summary>What is run, for the head of every failure.</summary>
    public static string Description => $"{Path} ({(IsPublished ? "published, Native AOT" : "not published: JIT; run `make publish`")})";

    private static bool IsNative(out bool published)
    {
        Find(out published);
        return published;
    }

    private static string Find(out bool published)
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        string publishedPath = Repository.File("out/basisd");
        string path = !string.IsNullOrEmpty(named) ? System.IO.Path.GetFullPath(named)
            : File.Exists(publishedPath) ? publishedPath
            : Repository.File("Daemon/bin/Release/net10.0/basisd");
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"there is no daemon to test at {path}: `make publish` makes it, or name one in {Variable}");
        }

        // A native binary stands alone; the other one is a start stub beside its assembly.
        published = !File.Exists(path + ".dll");
        return path;
    }
}
