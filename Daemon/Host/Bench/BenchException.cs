using System;

namespace Basisd.Host.Bench;

/// <summary>A measurement could not be made; the message says why, where, and how to mend it. It never means that a figure is bad.</summary>
public sealed class BenchException(string message) : Exception(message);
