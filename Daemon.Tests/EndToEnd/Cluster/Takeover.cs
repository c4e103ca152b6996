namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// One slot that moved after a fault. Moments in ms since the fault, by the wall clock that all of the bed share; NaN for what did not happen.
/// </summary>
/// <param name="Slot">The slot.</param>
/// <param name="From">Who owned it.</param>
/// <param name="To">Who took it.</param>
/// <param name="Epoch">The new epoch.</param>
/// <param name="Detected">The new owner reported the old one silent: its own history.</param>
/// <param name="Claimed">It claimed: its own history.</param>
/// <param name="Replay">How long it replayed, from the confirmed claim to the loop, ms: its own metric.</param>
/// <param name="Commit">How long its first entries took until they were committed, ms: its own metric.</param>
/// <param name="Reconcile">From there until venues were reconciled and the engine was told to act, ms: its own metric.</param>
/// <param name="Opened">The takeover was through: its own history.</param>
/// <param name="GateOpen">Its gate page let new orders pass, as a reader saw it.</param>
/// <param name="FirstOrder">The venue took the first order or cancellation under the new epoch.</param>
/// <param name="Gap">From the last sighting of the old page open until the takeover was through, ms.</param>
internal sealed record Takeover(
    string Slot, string From, string To, long Epoch, double Detected, double Claimed, double Replay, double Commit, double Reconcile, double Opened,
    double GateOpen, double FirstOrder, double Gap)
{
    public override string ToString() =>
        $"{Slot} {From}->{To} epoch {Epoch}: detected {Detected:F0}, claimed {Claimed:F0}, replay {Replay:F0}, commit {Commit:F0}, "
        + $"reconcile {Reconcile:F0}, opened {Opened:F0}, gate {GateOpen:F0}, first order {FirstOrder:F0}, gap {Gap:F0} ms";
}
