namespace Basisd.Host.Http;

/// <summary>Body of every refusal.</summary>
/// <param name="Error">What is wrong.</param>
/// <param name="Hint">How to mend it.</param>
public sealed record ErrorReply(string Error, string Hint);
