namespace Basisd.Controls;

/// <summary>One command to the engine. Idempotent by its id; journaled before it is sent (SPEC 8).</summary>
/// <param name="Id">Number of the command, unique in the journal, from 1.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Scope">Scope that it concerns.</param>
/// <param name="IssuedAt">Core time, Unix nanoseconds.</param>
/// <param name="Deadline">Core time by which it must be acknowledged, Unix nanoseconds.</param>
/// <param name="AcknowledgedAt">Core time of the acknowledgement, 0 while there is none.</param>
public readonly record struct Command(long Id, CommandKind Kind, int Scope, long IssuedAt, long Deadline, long AcknowledgedAt)
{
    /// <summary>Windows missed so far: after the first the command is told again, after the second nobody waits any longer.</summary>
    public int Misses { get; init; }

    /// <summary>Time that the engine is told to acknowledge in, counted from each telling, nanoseconds.</summary>
    public long AnswerWithin { get; init; } = CommandBook.AcknowledgeWithin;

    /// <summary>By kind; never changes for an id.</summary>
    public long Argument0 { get; init; }

    /// <summary>By kind; never changes for an id.</summary>
    public long Argument1 { get; init; }

    /// <summary>Reduction: signed quantity that the position has afterwards, 1e-8.</summary>
    public long Target { get; init; }

    /// <summary>Epoch under which it is given.</summary>
    public long Epoch { get; init; } = CommandBook.SingleNodeEpoch;

    /// <summary>Why it was issued.</summary>
    public CommandOrigin Origin { get; init; }

    /// <summary>Core time of the engine's latest refusal, 0 without one.</summary>
    public long RefusedAt { get; init; }

    /// <summary>How the wait for its effect ended.</summary>
    public CommandFinding Finding { get; init; }

    /// <summary>Core time of the finding, 0 without one.</summary>
    public long FindingAt { get; init; }

    /// <summary>Venues whose records the finding rests on.</summary>
    public int VenuesRead { get; init; }

    /// <summary>Core time at which it was told last, Unix nanoseconds.</summary>
    public long ToldAt => Deadline - AnswerWithin;

    /// <summary>Whether something of it is still awaited.</summary>
    public bool IsOutstanding => Id != 0 && Finding == CommandFinding.None;
}
