using Basisd.Safety;

namespace Basisd.Node;

/// <summary>A word for one cell of the gate. Those in <see cref="Effects.Tightened"/> are stricter than what was published and go out at once;
/// looser words go out when the entries they rest on are committed .</summary>
/// <param name="Scope">Cell.</param>
/// <param name="Word">Permission word.</param>
/// <param name="Mode">Mode of the scope.</param>
/// <param name="Stage">Recovery stage.</param>
public readonly record struct GateWrite(int Scope, ulong Word, Mode Mode, byte Stage);
