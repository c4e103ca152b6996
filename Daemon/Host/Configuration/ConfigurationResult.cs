using System.Collections.Generic;

namespace Basisd.Host.Configuration;

/// <summary>What a load found: a configuration, or everything that is wrong.</summary>
/// <param name="Configuration">The configuration; null when there is any error.</param>
/// <param name="Errors">All errors, in the order of files and lines.</param>
/// <param name="Files">The files that were read, in the order of their precedence; empty when the built-in defaults alone are in force.</param>
/// <param name="Warnings">What is allowed and yet deserves a look.</param>
public sealed record ConfigurationResult(
    NodeConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<string> Files, IReadOnlyList<string> Warnings);
