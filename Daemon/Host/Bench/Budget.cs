namespace Basisd.Host.Bench;

/// <summary>One line of SPEC 15 beside a figure.</summary>
/// <param name="Text">The budget in words.</param>
/// <param name="IsMet">Whether this run kept it.</param>
public sealed record Budget(string Text, bool IsMet);
