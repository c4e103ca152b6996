using System;

namespace Basisd.Engine;

/// <summary>What the daemon answered to a hello.</summary>
/// <param name="SessionId">Session id.</param>
/// <param name="CoreTimeNs">Core time when it answered, Unix ns.</param>
/// <param name="TimeScalePpm">Speed of core time against real time, ppm.</param>
/// <param name="LastCommitId">Largest durable commit id; new ones must be larger.</param>
/// <param name="MaxPacketBytes">Longest packet that the daemon takes.</param>
/// <param name="DaemonVersion">Version of the daemon.</param>
/// <param name="Flags">What was granted.</param>
public readonly record struct HelloReply(
    long SessionId, long CoreTimeNs, long TimeScalePpm, long LastCommitId, int MaxPacketBytes, Version DaemonVersion, SessionFlags Flags)
{
    /// <summary>Reads the record.</summary>
    public static HelloReply From(in ControlRecord record)
    {
        int version = unchecked((int)(record.V4 >> 32));
        Version daemon = new((version >> 24) & 0xFF, (version >> 16) & 0xFF, version & 0xFFFF);
        return new HelloReply(record.V2, record.V0, record.V1, record.V3, unchecked((int)record.V4), daemon, (SessionFlags)record.Flags);
    }
}
