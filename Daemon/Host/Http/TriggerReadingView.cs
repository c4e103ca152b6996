using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>What one trigger measured last on one scope.</summary>
/// <param name="Trigger">Which trigger.</param>
/// <param name="Scope">Which scope; empty where the trigger has judged nothing yet.</param>
/// <param name="State">clear, between, trip, no_data, or waiting where it has judged nothing yet; off where it is not enabled.</param>
/// <param name="Condition">Which quantity was measured, where the trigger has several; else empty.</param>
/// <param name="Measured">Measured value, in the trigger's unit.</param>
/// <param name="Threshold">The limit in the same unit.</param>
/// <param name="MeasuredText">Measured value with its unit, for people.</param>
/// <param name="ThresholdText">The limit with its unit, for people.</param>
/// <param name="DistancePpm">How much of the limit is left, ppm of it; negative beyond it, null without data.</param>
/// <param name="HoldLeftNs">What is left of the hold of an active cause, ns; null where none is active.</param>
/// <param name="AgeNs">Age of the reading, ns.</param>
/// <param name="Warming">Less than a third of the baseline is there; judged by the absolute limit alone.</param>
/// <param name="Shadow">Evaluated and recorded, never acts.</param>
/// <param name="Inputs">Kinds of observation that it reads, the most important one first; empty for what no observation can trip.</param>
public sealed record TriggerReadingView(
    string Trigger, string Scope, string State, string Condition, long Measured, long Threshold, string MeasuredText, string ThresholdText,
    long? DistancePpm, long? HoldLeftNs, long AgeNs, bool Warming, bool Shadow,
    IReadOnlyList<string> Inputs);
