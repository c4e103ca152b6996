namespace Basisd.Controls;

/// <summary>
/// Windows of one kind of command (SPEC 5, <c>internal.risk_control_timeout</c>). Both begin when the command is told, the second time as the
/// first.
/// </summary>
/// <param name="AcknowledgeNs">Until the engine's word, nanoseconds.</param>
/// <param name="EffectNs">Until venue records show the effect, nanoseconds.</param>
public readonly record struct CommandWindows(long AcknowledgeNs, long EffectNs);
