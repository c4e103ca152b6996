using Basisd.Cluster;
using Basisd.Node;
using Basisd.Sims.Cluster;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>A cluster with one guard missing, or one duty neglected.</summary>
/// <param name="Name">Which.</param>
/// <param name="Flaw">It.</param>
/// <param name="Seeds">The campaign must notice within so many seeds.</param>
/// <param name="Aim">What their plans aim at; none: those of every campaign.</param>
/// <param name="Cores">Whether real cores decide for the slots.</param>
internal sealed record ClusterFlaw(string Name, SimFlaw Flaw, int Seeds, SimAim Aim, bool Cores = false)
{
    /// <summary>Every guard that can be taken away, and how soon its absence shows.</summary>
    public static readonly ClusterFlaw[] All =
    [
        Core("an owner is silent only when D, the clocks' rate error and the stop bound are over", ClusterGuards.WaitsForSilence, 20),
        Core("the wait includes the rate error of clocks and the stop bound", ClusterGuards.WaitsForClocks, 150),
        Core("only who is in sync may claim", ClusterGuards.ClaimsInSync, 100),
        Core("only with a whole copy", ClusterGuards.ClaimsWhole, 2500),
        Core("the commit waits for a member until its removal is confirmed", ClusterGuards.CommitWaitsForRemoval, 1500),
        Core("the failsafe takes every other node's yes", ClusterGuards.FailsafeTakesAll, 1200),
        Core("a yes to the failsafe begins the wait anew", ClusterGuards.PromiseBeginsAnew, 50),
        Core("a slot is released once its loop has stopped", ClusterGuards.ReleasesStopped, 60),
        Core("a claim raises the epoch", ClusterGuards.EpochRises, 10),
        Core("a power-off ends the life that it met, and no later one", ClusterGuards.PowerOffOfLife, 1000),
        Core("a DMM epoch that the arbiter does not have is latched there", ClusterGuards.LatchesDmm, 50),
        Core("a resumption ends the epoch that it was signed for", ClusterGuards.ResumesSigned, 100),
        Core("a silent node is reported", ClusterGuards.ReportsSilence, 10),
        Core("a commit needs the owner's own copy to be durable", ClusterGuards.CommitsDurable, 600),
        Core("a follower that has caught up is admitted", ClusterGuards.AdmitsAtAll, 10),
        Core("a node that claims again what it owned waits until its own last orders can have arrived", ClusterGuards.WaitsForOwnOrders, 3000),
        Core("a right counts from the moment at which what was confirmed had been sent", ClusterGuards.CountsFromSend, 20, SimAim.LateAnswer),
        Core("a call of unknown outcome may still be carried out", ClusterGuards.UnknownStaysOpen, 60, SimAim.LateAdmission),
        Core("the commit waits for the members of a swap that is open", ClusterGuards.CommitWaitsForOpen, 120, SimAim.LateAdmission),
        Core("an open claim is pressed until it is settled", ClusterGuards.PressesClaim, 40, SimAim.LostClaim),
        World("an owner counts an acknowledgement without asking whether the follower's tail is its own",
            SimLapses.AckOfForeignTail, 20, SimAim.ForeignTail),
        World("a follower keeps a tail that is not in the owner's journal", SimLapses.KeepsForeignTail, 20, SimAim.ForeignTail),
        World("a copy that is made anew counts as whole before it has reached what it may have acknowledged before",
            SimLapses.RebuiltWholeAtOnce, 1500, SimAim.LastCopy),
        World("a hurt copy counts as whole", SimLapses.DamagedIsWhole, 50, SimAim.LastCopy),
        World("a call counts as sent when its answer arrives", SimLapses.SentWhenAnswered, 30, SimAim.LateAnswer),
        World("a call without answer counts as never carried out", SimLapses.LostIsFailed, 60, SimAim.LateAdmission),
        World("gate readers do not look at the deadline", SimLapses.GateIgnoresDeadline, 30),
        World("the deadline is measured on a clock that stops while the machine sleeps", SimLapses.DeadlineOnAwakeClock, 700),
        World("a follower acknowledges what is not durable", SimLapses.AckBeforeDurable, 600, SimAim.SlowFollower),
        World("the verb that releases after a crash leaves the dead life's gate page as it is", SimLapses.ReleaseVerbLeavesGate, 80),
        World("a loop that closes does not wait until the last order that its gate let through can have arrived",
            SimLapses.CloseWithoutStopBound, 400),
        World("looser gate words go out before they are committed", SimLapses.LoosensBeforeCommit, 10),
        World("a takeover keeps the permissions that it finds", SimLapses.TakeoverKeepsPermissions, 10),
        World("a takeover opens without reconciliation", SimLapses.TakeoverWithoutReconciliation, 10),
        World("the disk reports a sync before it has happened", SimLapses.SyncLies, 40),
        World("a new life of a process leaves the gate pages of the last one open", SimLapses.StartLeavesGate, 120),
        World("the owner's loop acknowledges to its engine at once, not when the core says that it is committed", SimLapses.AckBeforeCommit, 120),
        World("a slot's state does not keep its DMM when it is taken over", SimLapses.TakeoverForgetsDmm, 40),
        World("a resumption is not verified, and one that nobody signed is at hand", SimLapses.ResumptionUnsigned, 40),
        World("a fenced loop goes on writing and its gate stays open", SimLapses.FenceIgnored, 30),
        World("the gate opens when the slot is claimed, not when its takeover is through", SimLapses.OpensAtClaim, 10),
        Node("a takeover holds permissions until it is reconciled", NodeGuards.HoldsTakeover, 5),
        Node("the engine is activated once each venue is reconciled, known to differ, or late", NodeGuards.AwaitsSettlement, 5),
        Node("a venue is let go by a poll that leaves nothing in flight", NodeGuards.LeavesNothingInFlight, 20),
        Loop("a loop begins with the takeover", SimLapses.StartsWithoutTakeover, 5),
        Loop("a loop appends what the journal that it takes over ends without", SimLapses.LeavesUnfinished, 60, SimAim.SlowFollower),
        Loop("the core over a copy is made anew when the copy's tail is cut", SimLapses.KeepsCoreOfCutTail, 10, SimAim.ForeignTail),
        Loop("looser words of a real core go out once they are committed", SimLapses.LoosensBeforeCommit, 10),
        Loop("the engine of a real core is told of its commit once it is committed", SimLapses.AckBeforeCommit, 60),
        Loop("a real core leaves DMM by what was signed", SimLapses.ResumptionUnsigned, 30),
    ];

    private static ClusterFlaw Core(string name, ClusterGuards guard, int seeds, SimAim aim = SimAim.None) =>
        new(name, new SimFlaw(guard, SimLapses.None), seeds, aim);

    private static ClusterFlaw Node(string name, NodeGuards guard, int seeds) =>
        new(name, new SimFlaw(ClusterGuards.None, SimLapses.None, guard), seeds, SimAim.None, Cores: true);

    private static ClusterFlaw Loop(string name, SimLapses lapse, int seeds, SimAim aim = SimAim.None) =>
        new(name, new SimFlaw(ClusterGuards.None, lapse), seeds, aim, Cores: true);

    private static ClusterFlaw World(string name, SimLapses lapse, int seeds, SimAim aim = SimAim.None) =>
        new(name, new SimFlaw(ClusterGuards.None, lapse), seeds, aim);
}
