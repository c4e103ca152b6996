using System;
using System.Collections.Generic;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Linux;

namespace Basisd.Tests.Host.Http;

/// <summary>A published status of a node that is well but for one cause.</summary>
internal static class SampleStatus
{
    private static Dictionary<string, string> Permissions => new(StringComparer.Ordinal) { ["open"] = "allow" };

    public static StatusSnapshot Of(string state) => new()
    {
        Node = "n1",
        Version = "0.1.0",
        State = state,
        PlatformMode = "NORMAL",
        Banner = "All systems operate normally.",
        Users = BannerReply.Of("NORMAL", Banner.Of(new BannerTally(), default, 1)) with { Banner = "All systems operate normally." },
        CoreTime = 1_700_000_000_000_000_000,
        StartedAt = 1_700_000_000_000_000_000,
        PublishedBootNs = BootClock.NowNs(),
        TimeScale = 1,
        ConfigurationHash = "00",
        StateHash = "11",
        Gate = new GateStatus(true, "/run/basisd/gate", 5),
        Journal = new JournalStatus(7, 7, "22", 1, 4096, 1 << 30),
        EngineSessions = [new EngineSessionStatus(1, "engine", 42, 3, 100, 2)],
        Scopes = [new ScopeStatus("platform", "NORMAL", 0, 9, Permissions, ["price BTC/USDT@alpha"])],
        Causes = [new CauseStatusView(1, "venue/alpha", "venue.api_failure", 2, "active", 4, 3, 0, "", "4 failures", "3 failures", "", 8, -1)],
        Counters = new Dictionary<string, long>(StringComparer.Ordinal) { ["observations"] = 5 },
    };
}
