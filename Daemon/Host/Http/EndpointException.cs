using System;

namespace Basisd.Host.Http;

/// <summary>An endpoint could not be opened; the message says which, why, and what to do.</summary>
public sealed class EndpointException(string message, Exception? inner = null) : Exception(message, inner);
