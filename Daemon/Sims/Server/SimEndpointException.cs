using System;

namespace Basisd.Sims.Server;

/// <summary>A simulator's endpoint could not be opened; the message says which, why, and what to do.</summary>
public sealed class SimEndpointException(string message, Exception? inner = null) : Exception(message, inner);
