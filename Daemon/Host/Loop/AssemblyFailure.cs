namespace Basisd.Host.Loop;

/// <summary>Why a node could not be assembled.</summary>
/// <param name="Problem">What is wrong, where, and how to mend it.</param>
/// <param name="IsIntegrity">Whether the journal cannot be believed: a person must look (exit code 4).</param>
public sealed record AssemblyFailure(string Problem, bool IsIntegrity);
