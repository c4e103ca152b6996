using System;

namespace Basisd.Engine;

/// <summary>An engine's session cannot begin or go on: says what happened, and the daemon's reason where it gave one.</summary>
public sealed class EngineClientException(RejectReason reason, string message) : Exception(message)
{
    /// <summary>The daemon's reason, or <see cref="RejectReason.None"/> when it gave none.</summary>
    public RejectReason Reason { get; } = reason;
}
