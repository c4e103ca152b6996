using System;

namespace Basisd.Commands.Demo;

/// <summary>A step of the demonstration did not happen, or not in time; the message says which one and what was seen instead.</summary>
public sealed class DemoException(string message) : Exception(message);
