using System.Collections.Generic;

namespace Basisd.Host.Configuration;

/// <summary>
/// What a node is expected to run (SPEC 5, system_compromise). Lists, so that two versions may be expected while one replaces the other; an empty
/// list expects nothing.
/// </summary>
/// <param name="BinarySha256">SHA-256 of binaries, 64 lower-case hex digits each.</param>
/// <param name="ConfigurationSha256">Hashes of effective configurations, 64 lower-case hex digits each.</param>
public sealed record AttestationSettings(IReadOnlyList<string> BinarySha256, IReadOnlyList<string> ConfigurationSha256);
