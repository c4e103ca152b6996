using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Tests.Host.Page;

/// <summary>A node in the middle of an incident, with everything on its page that a page can have.</summary>
internal static class RichStatus
{
    public const string Hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202Egnp.exe";

    private const long Second = FixedPoint.Second;
    private const long Minute = FixedPoint.Minute;

    /// <summary>2026-03-12 03:12:41 UTC.</summary>
    public const long Now = 1_773_285_161 * Second;

    private static readonly PermissionMatrix s_matrix = new();
    private static readonly string[] s_venues = ["alpha", "bravo", "carol", "delta"];
    private static readonly string[] s_assets = ["BTC", "ETH", "SOL", "PAXG"];

    /// <summary>All is well.</summary>
    public static StatusSnapshot Calm(int venues = 4) => Of([.. Names(venues).Select(n => (n, Mode.Normal, 0))], [], []);

    /// <summary>The platform is halted, and people are at work.</summary>
    public static StatusSnapshot Halted() => Of(
        [.. Names(4).Select(n => (n, n switch
        {
            "platform" => Mode.Dmm,
            "venue/bravo" or "route/BTC@bravo" => Mode.Bscb,
            "asset/SOL" => Mode.Recovery,
            _ => Mode.Normal,
        }, n == "asset/SOL" ? 2 : 0))],
        [
            new CauseStatusView(41, "platform", "systemic.venue_insolvency", 1, "active", 1, 1, 0, "", "-", "-", "bravo", Now - (22 * Minute), -1),
            new CauseStatusView(
                40, "venue/bravo", "venue.api_failure", 2, "active", 17, 3, 0, "", "17 failures", "3 failures", "", Now - (25 * Minute),
                42 * Second),
            new CauseStatusView(
                39, "route/BTC@bravo", "internal.reconciliation_failure", 2, "active", -50_000_000, 0, 0, "balance differs by", "-0.50000000",
                "0", "", Now - (24 * Minute), -1),
            new CauseStatusView(
                36, "asset/SOL", "market.volatility_spike", 2, "cleared", 430_000, 426_000, 60 * Second, "", "0.433 %", "0.426 %", "",
                Now - (70 * Minute), 0),
        ],
        [
            new IncidentStatus(
                7, "P1", "open", Now - (25 * Minute), null, 3,
                [
                    new DeadlineStatus("response", Now - (17 * Minute), Now - (22 * Minute), "met"),
                    new DeadlineStatus("review", Now - (7 * Minute), Now - (12 * Minute), "met"),
                    new DeadlineStatus("notification", Now - (7 * Minute), null, "missed"),
                    new DeadlineStatus("recovery", Now + (218 * Minute), null, "running"),
                    new DeadlineStatus("report", Now + (47 * 60 * Minute), null, "running"),
                    new DeadlineStatus("disclosure", Now + (71 * 60 * Minute), null, "running"),
                ],
                [
                    new ProtocolStepStatus(1, "full_halt", "system", "done", Now - (22 * Minute)),
                    new ProtocolStepStatus(2, "state_freeze", "system", "done", Now - (22 * Minute)),
                    new ProtocolStepStatus(3, "declaration", "operations-lead", "done", Now - (12 * Minute)),
                    new ProtocolStepStatus(4, "root_cause", "engineering and risk", "next", null),
                    new ProtocolStepStatus(5, "impact", "risk and finance", "later", null),
                    new ProtocolStepStatus(6, "communication", "operations", "later", null),
                    new ProtocolStepStatus(7, "plan", "engineering and risk", "later", null),
                    new ProtocolStepStatus(8, "approval", "operations-lead", "later", null),
                ]),
            new IncidentStatus(6, "P2", "closed", Now - (900 * Minute), Now - (880 * Minute), 0, [], []),
        ]) with
    {
        Commands = new CommandsReply(
            [
                new CommandStatus(
                    12, "halt", "platform", "transition", "", Now - (22 * Minute), Now - (22 * Minute) + Second, Now - (22 * Minute), 0, 0,
                    "verified", Now, 4),
                new CommandStatus(13, "cancel_all", "venue/bravo", "operator", "", Now - Minute, Now + (2 * Second), 0, 0, 1, "outstanding", 0, 0),
            ],
            new ContainmentStatus(2, "venue/bravo", "reducing", 3, 12, 5, "", "")),
        Counters = new Dictionary<string, long>(StringComparer.Ordinal) { ["observations"] = 48_213_377, ["incident_open"] = 7, ["dmm_epoch"] = 3 },
    };

    /// <summary>One that was given names and texts by somebody who means harm.</summary>
    public static StatusSnapshot Poisoned()
    {
        StatusSnapshot well = Halted();
        return well with
        {
            Node = Hostile,
            Banner = Hostile,
            EngineSessions = [new EngineSessionStatus(1, Hostile, 42, 3, 100, 2)],
            Scopes =
            [
                .. well.Scopes, well.Scopes[1] with { Name = Hostile, AwaitingInputs = [Hostile] },
                well.Scopes[1] with { Name = Hostile + "2", Mode = "BSCB" },
            ],
            Causes = [.. well.Causes.Select(c => c with
            {
                Trigger = Hostile, Scope = Hostile, Subject = Hostile, MeasuredText = Hostile, ThresholdText = Hostile,
            })],
            Journal = well.Journal with { Problem = Hostile },
            Incidents = [.. well.Incidents.Select(i => i with { Severity = Hostile })],
        };
    }

    private static IEnumerable<string> Names(int venues) =>
    [
        "platform", "module/rewards", "module/lending", .. s_assets.Select(a => $"asset/{a}"),
        .. Enumerable.Range(0, venues).Select(v => $"venue/{Venue(v)}"),
        .. Enumerable.Range(0, venues).SelectMany(v => s_assets.Select(a => $"route/{a}@{Venue(v)}")),
    ];

    private static string Venue(int index) => index < s_venues.Length ? s_venues[index] : $"venue{index}";

    private static StatusSnapshot Of(
        (string Name, Mode Mode, int Stage)[] scopes, IReadOnlyList<CauseStatusView> causes, IReadOnlyList<IncidentStatus> incidents)
    {
        BannerTally tally = new();
        List<ScopeStatus> shown = [];
        foreach ((string name, Mode mode, int stage) in scopes)
        {
            bool isPlatform = name == "platform";
            ScopeKind kind = Enum.Parse<ScopeKind>(name.Split('/')[0], ignoreCase: true);
            ulong word = s_matrix.WordOf(isPlatform, mode, stage, containmentOrdered: false);
            tally.Add(new Scope(shown.Count, kind, name), mode, word);
            Dictionary<string, string> permissions = Enum.GetValues<GateAction>().ToDictionary(
                GateActions.NameOf, a => PermissionWord.Of(word, a).ToString().ToLowerInvariant(), StringComparer.Ordinal);
            long since = mode == Mode.Normal ? Now - (1_000 * Minute) : Now - (22 * Minute);
            IReadOnlyList<string> awaited = name == "route/ETH@carol" && causes.Count > 0 ? ["price ETH/USDT@carol"] : [];
            shown.Add(new ScopeStatus(name, ModeText.Of(mode), stage, since, permissions, awaited));
        }

        string platform = shown[0].Mode;
        BannerIncident incident = incidents.Count > 0 ? new BannerIncident(incidents[0].Number, incidents[0].ClosedAt) : default;
        BannerReply users = BannerReply.Of(platform, Banner.Of(tally, incident, Now));
        return new StatusSnapshot
        {
            Node = "bhle-node-1",
            Version = "0.1.0",
            State = "ready",
            PlatformMode = platform,
            Banner = users.Banner,
            Users = users,
            CoreTime = Now,
            StartedAt = Now - (4_000 * Minute),
            PublishedBootNs = BootClock.NowNs(),
            TimeScale = 1,
            ConfigurationHash = "8f14e45fceea167a5a36dedd4bea2543a7d2b0e1c4f9a8b6d3e5f7091b2c3d4e",
            StateHash = "e1ed450b64d48ac43bce11eff773c2d1fb957c6efdf6cf609a9b49fb70002c22",
            Gate = new GateStatus(true, "/run/basisd/gate", 5),
            Journal = new JournalStatus(
                48_211, 48_209, "9b0b01ad7778afa37e8136aa2a45e889576d77c0253aa977b78c4d176a7616ab", 3, 41L << 20, 812L << 30)
            {
                SignedHead = new SignedHeadStatus(48_190, Now - (40 * Second), "5c1f0a9be2d47783", "text", "c2lnbmF0dXJl"),
            },
            EngineSessions = [new EngineSessionStatus(256, "engine-a", 6_424, Now, 100, 2)],
            Scopes = shown,
            Causes = causes,
            Incidents = incidents,
            Counters = new Dictionary<string, long>(StringComparer.Ordinal) { ["observations"] = 48_213_377 },
        };
    }
}
