namespace Basisd.Sims.Engine;

/// <summary>One misbehaviour that was asked for.</summary>
/// <param name="Id">Number of the request, from 1.</param>
/// <param name="Kind">What to do wrong.</param>
/// <param name="Milliseconds">Delay of a late acknowledgement.</param>
/// <param name="At">When to die.</param>
/// <param name="Venue">Where to place an unknown order; empty: anywhere.</param>
/// <param name="Market">In which market; empty: any.</param>
/// <param name="Left">Times left; below 0: until it is taken back.</param>
public sealed record Misbehaviour(long Id, MisbehaviourKind Kind, int Milliseconds, string At, string Venue, string Market, int Left)
{
    /// <summary>The longest delay of an acknowledgement.</summary>
    public const int MostMilliseconds = 600_000;

    /// <summary>Die at once.</summary>
    public const string Now = "now";

    /// <summary>Die before a command is done.</summary>
    public const string Before = "before";

    /// <summary>Die when a command is done and not acknowledged.</summary>
    public const string After = "after";
}
