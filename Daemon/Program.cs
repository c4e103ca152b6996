using Basisd.Commands;

namespace Basisd;

/// <summary>Picks a command; composition only.</summary>
internal static class Program
{
    private static int Main(string[] args) => CommandLine.Run(args);
}
