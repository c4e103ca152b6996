using System;

namespace Basisd.Engine;

/// <summary>What a session is for, asked for in its hello.</summary>
[Flags]
public enum SessionFlags : ushort
{
    /// <summary>Observations only.</summary>
    None = 0,

    /// <summary>Receives commands and acknowledges them.</summary>
    Commands = 1,

    /// <summary>Sends commits.</summary>
    Commits = 2,
}
