using System;

namespace Basisd.Host.Loop;

/// <summary>The journal is in fault: the disk state is unknown, so the gate closes and the process ends. Not retried.</summary>
public sealed class JournalStalledException(string message) : Exception(message);
