using System;

namespace Basisd.Safety;

/// <summary>The configured names cannot form a topology; the message says which and why.</summary>
public sealed class TopologyException(string message) : Exception(message);
