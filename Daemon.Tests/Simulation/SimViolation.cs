using System;

namespace Basisd.Tests.Simulation;

/// <summary>The journal broke a promise.</summary>
internal sealed class SimViolation(string message) : Exception(message);
