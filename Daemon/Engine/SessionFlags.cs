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

    /// <summary>Takes the committed state before an activate, and learns whether the node is of a cluster.</summary>
    HandOver = 4,

    /// <summary>Only in a reply, to who asked for <see cref="HandOver"/>: the node is of a cluster; nothing is done before its activate.</summary>
    Cluster = 8,
}
