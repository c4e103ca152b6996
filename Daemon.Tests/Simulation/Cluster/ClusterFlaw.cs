using Basisd.Cluster;
using Basisd.Sims.Cluster;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>A cluster with one guard missing, or one duty neglected.</summary>
/// <param name="Name">Which.</param>
/// <param name="Flaw">It.</param>
/// <param name="Seeds">The campaign must notice within so many seeds.</param>
internal sealed record ClusterFlaw(string Name, SimFlaw Flaw, int Seeds)
{
    /// <summary>Every guard that can be taken away, and how soon its absence shows.</summary>
    public static readonly ClusterFlaw[] All =
    [
        Core("A right counts from the moment at which what was confirmed had been sent, not from its answer", ClusterGuards.CountsFromSend, 300),
        Core("An owner is silent only when D, the clocks' rate error and the stop bound are over", ClusterGuards.WaitsForSilence, 300),
        Core("The wait includes the rate error of clocks and the stop bound", ClusterGuards.WaitsForClocks, 300),
        Core("Only who is in sync may claim", ClusterGuards.ClaimsInSync, 300),
        Core("Only with a whole copy", ClusterGuards.ClaimsWhole, 300),
        Core("A call of unknown outcome may still be carried out", ClusterGuards.UnknownStaysOpen, 300),
        Core("The commit waits for the members of a swap that is open", ClusterGuards.CommitWaitsForOpen, 300),
        Core("The commit waits for a member until its removal is confirmed", ClusterGuards.CommitWaitsForRemoval, 300),
        Core("Nobody is admitted who lacks what may be committed", ClusterGuards.AdmitsCaughtUp, 300),
        Core("A tenure counts only what was acknowledged under it", ClusterGuards.AcksOfTenure, 300),
        Core("An acknowledgement may go back: a copy was made anew", ClusterGuards.AcksGoBack, 300),
        Core("The failsafe takes every other node's yes", ClusterGuards.FailsafeTakesAll, 300),
        Core("A yes to the failsafe begins the wait anew", ClusterGuards.PromiseBeginsAnew, 300),
        Core("No yes to the failsafe while a claim may be carried out", ClusterGuards.PromiseWithoutClaim, 300),
        Core("A slot is released once its loop has stopped", ClusterGuards.ReleasesStopped, 300),
        Core("A claim raises the epoch", ClusterGuards.EpochRises, 300),
        Core("A power-off ends the life that it met, and no later one", ClusterGuards.PowerOffOfLife, 300),
        Core("A DMM epoch that the arbiter does not have is latched there", ClusterGuards.LatchesDmm, 300),
        Core("A resumption ends the epoch that it was signed for", ClusterGuards.ResumesSigned, 300),
        Core("A silent node is reported", ClusterGuards.ReportsSilence, 300),
        Core("A commit needs the owner's own copy to be durable", ClusterGuards.CommitsDurable, 300),
        Core("An open claim is pressed until it is settled", ClusterGuards.PressesClaim, 300),
        Core("A member that lets entries wait is removed", ClusterGuards.RemovesLate, 300),
        Core("An owner whose record became another's stops", ClusterGuards.FencedByRecord, 300),
        Core("A right that has ended is not prolonged", ClusterGuards.Expires, 300),
        Core("A follower that has caught up is admitted", ClusterGuards.AdmitsAtAll, 300),
        Core("A slot that opens hears of the DMM that holds", ClusterGuards.IntroducesDmm, 300),
        Core("Answers older than what was heard count as none", ClusterGuards.OlderAnswers, 300),
        World("Gate readers do not look at the deadline", SimLapses.GateIgnoresDeadline, 300),
        World("The deadline is measured on a clock that stops while the machine sleeps", SimLapses.DeadlineOnAwakeClock, 300),
        World("A follower acknowledges what is not durable", SimLapses.AckBeforeDurable, 300),
        World("An owner counts an acknowledgement without asking whether the follower's tail is its own", SimLapses.AckOfForeignTail, 300),
        World("A follower keeps a tail that is not in the owner's journal", SimLapses.KeepsForeignTail, 300),
        World("A copy that is being rebuilt counts as whole before it has reached what it may have acknowledged before", SimLapses.RebuiltWholeAtOnce, 300),
        World("The verb that releases after a crash leaves the dead life's gate page as it is", SimLapses.ReleaseVerbLeavesGate, 300),
        World("A loop that closes does not wait until the last order that its gate let through can have arrived", SimLapses.CloseWithoutStopBound, 300),
        World("Looser gate words go out before they are committed", SimLapses.LoosensBeforeCommit, 300),
        World("A takeover keeps the permissions that it finds", SimLapses.TakeoverKeepsPermissions, 300),
        World("A takeover opens without reconciliation", SimLapses.TakeoverWithoutReconciliation, 300),
        World("A call counts as sent when its answer arrives", SimLapses.SentWhenAnswered, 300),
        World("A call without answer counts as never carried out", SimLapses.LostIsFailed, 300),
        World("A hurt copy counts as whole", SimLapses.DamagedIsWhole, 300),
        World("The disk reports a sync before it has happened", SimLapses.SyncLies, 300),
        World("A new life of a process leaves the gate pages of the last one open", SimLapses.StartLeavesGate, 300),
        World("The owner's loop acknowledges to its engine at once, not when the core says that it is committed", SimLapses.AckBeforeCommit, 300),
        World("A slot's state does not keep its DMM when it is taken over", SimLapses.TakeoverForgetsDmm, 300),
        World("A resumption is not verified, and one that nobody signed is at hand", SimLapses.ResumptionUnsigned, 300),
        World("A fenced loop goes on writing and its gate stays open", SimLapses.FenceIgnored, 300),
        World("The gate opens when the slot is claimed, not when its takeover is through", SimLapses.OpensAtClaim, 300),
    ];

    private static ClusterFlaw Core(string name, ClusterGuards guard, int seeds) => new(name, new SimFlaw(guard, SimLapses.None), seeds);

    private static ClusterFlaw World(string name, SimLapses lapse, int seeds) => new(name, new SimFlaw(ClusterGuards.None, lapse), seeds);
}
