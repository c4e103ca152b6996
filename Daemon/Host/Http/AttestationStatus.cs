namespace Basisd.Host.Http;

/// <summary>What runs, beside what is expected to run.</summary>
/// <param name="BinarySha256">SHA-256 of the running binary; empty where it could not be read.</param>
/// <param name="Binary"><c>attested</c>, <c>mismatch</c>, or <c>not_expected</c> where no expectation is configured.</param>
/// <param name="Configuration">The same of the effective configuration, whose hash is <c>configuration_hash</c>.</param>
/// <param name="BinaryReplaced">Whether the file on disk is not the running binary any more: a restart would run another.</param>
public sealed record AttestationStatus(string BinarySha256, string Binary, string Configuration, bool BinaryReplaced);
