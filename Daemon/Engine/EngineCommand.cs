namespace Basisd.Engine;

/// <summary>One command to the engine (SPEC 8). Idempotent by id.</summary>
/// <param name="Id">Command id, the same after a restart or a failover.</param>
/// <param name="Epoch">Epoch under which it is given.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Scope">Scope index.</param>
/// <param name="DeadlineNs">Acknowledge before this core time, Unix ns.</param>
/// <param name="Argument0">By kind.</param>
/// <param name="Argument1">By kind.</param>
public readonly record struct EngineCommand(
    long Id, long Epoch, EngineCommandKind Kind, int Scope, long DeadlineNs, long Argument0, long Argument1);
