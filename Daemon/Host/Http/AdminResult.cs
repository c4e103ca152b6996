namespace Basisd.Host.Http;

/// <summary>The answer to a call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Value">The answer, when it is Ok, or Refused with a reason of the loop.</param>
/// <param name="Error">What went wrong; empty when Ok.</param>
/// <param name="Hint">How to mend it; may be empty.</param>
public sealed record AdminResult<T>(AdminOutcome Outcome, T? Value, string Error, string Hint)
    where T : class;
