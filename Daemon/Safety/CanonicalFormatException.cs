using System;

namespace Basisd.Safety;

/// <summary>Bytes that are not a canonical form: a damaged or foreign snapshot or journal payload.</summary>
public sealed class CanonicalFormatException(string message) : Exception(message);
