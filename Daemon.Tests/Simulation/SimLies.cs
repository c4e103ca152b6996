using System;

namespace Basisd.Tests.Simulation;

/// <summary>Calls that the disk answers without doing them: how a test takes away a guard that is a call.</summary>
[Flags]
internal enum SimLies
{
    None = 0,

    /// <summary>A segment gets its name before it is on the device.</summary>
    SegmentSync = 1,

    /// <summary>Names are never synced.</summary>
    DirectorySync = 2,

    /// <summary>Anchor slots are never synced.</summary>
    AnchorSync = 4,

    /// <summary>Recovery does not sync what it read.</summary>
    RecoverySync = 8,

    /// <summary>A commit is reported while it is in memory only.</summary>
    AckBeforeDurable = 16,

    /// <summary>Locks are always granted.</summary>
    Lock = 32,

    /// <summary>A segment is written under its own name from the start.</summary>
    FreshName = 64,
}
