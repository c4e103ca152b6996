using System.IO;
using Basisd.Commands;

namespace Basisd.Tests.Commands;

/// <summary>Runs a command line in this process and keeps what it printed.</summary>
internal static class Verb
{
    public static (int Code, string Output, string Error) Run(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(words, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
