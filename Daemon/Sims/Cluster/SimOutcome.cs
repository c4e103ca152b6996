namespace Basisd.Sims.Cluster;

/// <summary>How a run ended.</summary>
/// <param name="Plan">What was run.</param>
/// <param name="Promise">The promise that was broken, or null.</param>
/// <param name="Violation">How, or null.</param>
/// <param name="Hash">Hash over everything that happened and what is on the disks: the same seed gives the same one, interpreted, compiled or
/// ahead of time.</param>
/// <param name="Simulated">Virtual time, ns.</param>
/// <param name="Occasions">How many things happened.</param>
/// <param name="Reached">What it came to, with real cores.</param>
internal sealed record SimOutcome(
    SimPlan Plan, string? Promise, string? Violation, ulong Hash, long Simulated, long Occasions, SimReach Reached);
