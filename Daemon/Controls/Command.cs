namespace Basisd.Controls;

/// <summary>One command to the engine. Idempotent by its id; journaled before it is sent (SPEC 8).</summary>
/// <param name="Id">Number of the command, unique in the journal, from 1.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Scope">Scope that it concerns.</param>
/// <param name="IssuedAt">Core time, Unix nanoseconds.</param>
/// <param name="Deadline">Core time by which it must be acknowledged, Unix nanoseconds.</param>
/// <param name="AcknowledgedAt">Core time of the acknowledgement, 0 while outstanding.</param>
public readonly record struct Command(long Id, CommandKind Kind, int Scope, long IssuedAt, long Deadline, long AcknowledgedAt)
{
    /// <summary>Deadlines missed so far: after the first the command is told again, after the second nobody waits any longer.</summary>
    public int Misses { get; init; }
}
