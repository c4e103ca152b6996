namespace Basisd.Gate;

/// <summary>One scope of a page as people see it (<c>basisd gate</c>). Its parts are read one by one: only the word decides anything.</summary>
/// <param name="Name">Scope name.</param>
/// <param name="Kind">Kind of the scope.</param>
/// <param name="Word">Permission word: ALLOW bits low, "at least QUEUE" bits high.</param>
/// <param name="Mode">Mode of the scope, as the writer numbers modes.</param>
/// <param name="Stage">Recovery stage.</param>
/// <param name="Sequence">Journal sequence of the last change; 0 before the first.</param>
/// <param name="ChangedAtBootNs">CLOCK_BOOTTIME ns of the last change; 0 before the first.</param>
public readonly record struct GateCell(
    string Name, GateScopeKind Kind, ulong Word, byte Mode, byte Stage, ulong Sequence, long ChangedAtBootNs);
