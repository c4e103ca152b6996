using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>One line of a replay's timeline.</summary>
/// <param name="At">History time, Unix nanoseconds.</param>
/// <param name="Happened">What happened: <c>trip</c>, <c>worse</c>, <c>clear</c> or <c>mode</c>.</param>
/// <param name="Scope">Scope name.</param>
/// <param name="Trigger">Trigger name; for a recovery stage, that of the scope's cause.</param>
/// <param name="Evidence">Measured value, threshold, window.</param>
/// <param name="Severity">Severity of a trip, else 0.</param>
/// <param name="Mode">Mode of the scope after it.</param>
/// <param name="Stage">Recovery stage after it.</param>
/// <param name="Platform">Mode of the platform after it.</param>
public sealed record HistoryRow(
    long At, string Happened, string Scope, TriggerId Trigger, Evidence Evidence, int Severity, Mode Mode, int Stage, Mode Platform)
{
    /// <summary>A cause that latched.</summary>
    public const string Trip = "trip";
}
