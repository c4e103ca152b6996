using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Tests.Safety;

namespace Basisd.Tests.Incidents;

/// <summary>One signature of a submission: whose, over which of the plans that are remembered, for which act, and what is wrong with it.</summary>
internal sealed record Signing(string Who, bool Older = false, string? Contain = null, Forgery Forgery = Forgery.None);

/// <summary>One event of the search.</summary>
internal sealed record DmmEvent(string Name)
{
    /// <summary>A safety input, apart from its time.</summary>
    public SafetyInput? Input { get; init; }

    /// <summary>A submission; then <see cref="Act"/> says of what.</summary>
    public Signing[]? Signed { get; init; }

    /// <summary>The scope that a submitted containment is about; null: a resumption.</summary>
    public string? Act { get; init; }
}

/// <summary>The alphabet: what operators, triggers, thieves and time can do.</summary>
internal static class DmmEvents
{
    public const string Plan = "plan is shown";
    public const string Hour = "an hour passes";
    public const string Restart = "restart from a snapshot";
    public const string Platform = "platform";
    public const string Venue = "venue/kraken";

    /// <summary>Everything; searched as deep as time allows.</summary>
    public static DmmEvent[] All { get; } =
    [
        Latch("halt", Topology.Platform, TriggerId.OperatorHalt, Severity.Critical),
        Latch("statement", Topology.Platform, TriggerId.RegulatoryAction, Severity.Critical),
        Latch("venue trips, P2", SafetyFixture.TheVenue, TriggerId.ApiFailure, Severity.High),
        Latch("venue trips, P1", SafetyFixture.TheVenue, TriggerId.ApiFailure, Severity.Critical),
        Latch("pause venue", SafetyFixture.TheVenue, TriggerId.OperatorPause, Severity.High),
        Latch("asset trips, P3", SafetyFixture.TheAsset, TriggerId.VolatilitySpike, Severity.Medium),
        Clear("venue clears", SafetyFixture.TheVenue, TriggerId.ApiFailure),
        Clear("lift pause", SafetyFixture.TheVenue, TriggerId.OperatorPause),
        Clear("asset clears", SafetyFixture.TheAsset, TriggerId.VolatilitySpike),
        Clear("halt is lifted without a signature", Topology.Platform, TriggerId.OperatorHalt),
        Pass("platform stage passes", Topology.Platform),
        Pass("venue stage passes", SafetyFixture.TheVenue),
        Pass("asset stage passes", SafetyFixture.TheAsset),
        new DmmEvent(Plan), new DmmEvent(Hour), new DmmEvent(Restart),
        Submit("resume: nobody"),
        Submit("resume: alice", new Signing("alice")),
        Submit("resume: alice twice", new Signing("alice"), new Signing("alice")),
        Submit("resume: alice over both plans", new Signing("alice"), new Signing("alice", Older: true)),
        Submit("resume: alice, bob", new Signing("alice"), new Signing("bob")),
        Submit("resume: alice, bob over the older plan", new Signing("alice", Older: true), new Signing("bob", Older: true)),
        Submit("resume: alice over the older plan, bob", new Signing("alice", Older: true), new Signing("bob")),
        Submit("resume: alice, carol who is not senior", new Signing("alice"), new Signing("carol")),
        Submit("resume: alice, dave whom nobody knows", new Signing("alice"), new Signing("dave")),
        Submit("resume: alice, bob with alice's key", new Signing("alice"), new Signing("bob", Forgery: Forgery.OtherKey)),
        Submit("resume: alice, bob changed", new Signing("alice"), new Signing("bob", Forgery: Forgery.Tampered)),
        Submit("resume: next epoch", new Signing("alice", Forgery: Forgery.NextEpoch), new Signing("bob", Forgery: Forgery.NextEpoch)),
        Submit("resume: containments", new Signing("alice", Contain: Platform), new Signing("bob", Contain: Platform)),
        Order("contain: alice", Platform, new Signing("alice", Contain: Platform)),
        Order("contain: alice, bob", Platform, new Signing("alice", Contain: Platform), new Signing("bob", Contain: Platform)),
        Order("contain: over the older plan", Platform, new Signing("alice", true, Platform), new Signing("bob", true, Platform)),
        Order("contain: resumptions", Platform, new Signing("alice"), new Signing("bob")),
        Order("contain: the venue's", Platform, new Signing("alice", Contain: Venue), new Signing("bob", Contain: Venue)),
        Order("contain venue: alice, bob", Venue, new Signing("alice", Contain: Venue), new Signing("bob", Contain: Venue)),
    ];

    /// <summary>
    /// Without what only multiplies: a second scope, a second plan that is remembered, a second scope to contain, a signer like another. Searched
    /// to the full depth.
    /// </summary>
    public static DmmEvent[] Deep { get; } = System.Array.FindAll(All, e =>
        !e.Name.StartsWith("asset", System.StringComparison.Ordinal) && !e.Name.Contains("venue's", System.StringComparison.Ordinal)
        && !e.Name.Contains("P2", System.StringComparison.Ordinal) && !e.Name.Contains("dave", System.StringComparison.Ordinal)
        && e.Act != Venue && !System.Array.Exists(e.Signed ?? [], s => s.Older));

    /// <summary>The way out: what an honest crew does, in order, until everything is NORMAL.</summary>
    public static IReadOnlyList<string> Mending { get; } = ["venue clears", "lift pause", "asset clears", Plan, "resume: alice, bob"];

    private static DmmEvent Latch(string name, int scope, TriggerId trigger, Severity severity) => new(name)
    {
        Input = new SafetyInput { Kind = SafetyInputKind.Latch, Scope = scope, Trigger = trigger, Severity = severity },
    };

    private static DmmEvent Clear(string name, int scope, TriggerId trigger) => new(name)
    {
        Input = new SafetyInput { Kind = SafetyInputKind.Clear, Scope = scope, Trigger = trigger },
    };

    private static DmmEvent Pass(string name, int scope) => new(name)
    {
        Input = new SafetyInput { Kind = SafetyInputKind.StagePassed, Scope = scope, Checks = RecoveryChecks.All },
    };

    private static DmmEvent Submit(string name, params Signing[] signed) => new(name) { Signed = signed };

    private static DmmEvent Order(string name, string scope, params Signing[] signed) => new(name) { Signed = signed, Act = scope };
}
