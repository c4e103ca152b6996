namespace Basisd.Safety;

/// <summary>One trip, as escalation and hold times count it.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Scope">Scope that tripped.</param>
/// <param name="Trigger">Trigger that tripped.</param>
/// <param name="Origin">What the trip is about: trips of one origin on several scopes are one event (one unit, many routes).</param>
public readonly record struct Trip(long At, int Scope, TriggerId Trigger, int Origin);
