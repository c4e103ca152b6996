using System.Collections.Generic;

namespace Basisd.Commands;

/// <summary>Exit codes of every verb (SPEC 13).</summary>
public static class ExitCode
{
    /// <summary>Yes, or done.</summary>
    public const int Ok = 0;

    /// <summary>No, or denied.</summary>
    public const int No = 1;

    /// <summary>The words, a file or the configuration are wrong.</summary>
    public const int Usage = 2;

    /// <summary>The daemon is out of reach.</summary>
    public const int Unreachable = 3;

    /// <summary>Integrity is broken: a person must look.</summary>
    public const int Integrity = 4;

    /// <summary>All of them with their meaning, for the manual page.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "yes, done, sound"),
        (No, "no, denied, refused"),
        (Usage, "the words, a file or the configuration are wrong; nothing was done"),
        (Unreachable, "the daemon cannot be reached"),
        (Integrity, "integrity is broken; a person must look"),
    ];
}
