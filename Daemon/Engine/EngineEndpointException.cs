using System;

namespace Basisd.Engine;

/// <summary>The engine's socket cannot be opened: says what, where and how to mend it. Not a bug, so no stack trace is shown for it.</summary>
public sealed class EngineEndpointException(string message) : Exception(message);
