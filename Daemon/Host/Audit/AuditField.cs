namespace Basisd.Host.Audit;

/// <summary>One named part of a decoded journal entry.</summary>
/// <param name="Name">Name in JSON, snake case.</param>
/// <param name="Text">The value as text; null when it is a number.</param>
/// <param name="Number">The value as a number, when <paramref name="Text"/> is null.</param>
public readonly record struct AuditField(string Name, string? Text, long Number);
