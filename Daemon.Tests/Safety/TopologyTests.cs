using System;
using System.Linq;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Safety;

public sealed class TopologyTests
{
    [Fact]
    public void The_order_of_the_configuration_fixes_every_index()
    {
        TopologyBuilder builder = new();
        builder.AddModule("rewards");
        builder.AddVenue("kraken");
        builder.AddVenue("binance", callsRequired: true);
        builder.AddAsset("BTC", "USD", 50_000);
        builder.AddRoute("BTC", "kraken", null, "USD");
        builder.AddRoute("BTC", "kraken", "binance", "USDT");
        builder.AddInstrument("BTC", "USDT", "binance", isPerpetual: true);
        builder.AddUnitReference("USDT", "USD", "kraken");
        builder.AddPosition("BTC-PERP@binance", "binance");
        Topology topology = builder.Build();
        Assert.Equal(
            ["platform", "module/rewards", "venue/kraken", "venue/binance", "asset/BTC", "route/BTC@kraken", "route/BTC@kraken+binance"],
            topology.Scopes.Select(s => s.Name));
        Assert.Equal(Enumerable.Range(0, 7), topology.Scopes.Select(s => s.Index));
        Assert.Equal(ScopeKind.Platform, topology.Scopes[Topology.Platform].Kind);
        Assert.All(topology.Scopes, s => Assert.True(topology.TryFind(s.Name, out Scope found) && found == s));
        Assert.False(topology.TryFind("Platform", out _));
        Assert.False(topology.TryFind("", out _));
        Assert.Equal(new Route(1, "BTC@kraken+binance", 6, 0, 0, 1, 1), topology.Routes[1]);
        Assert.Equal(new Route(0, "BTC@kraken", 5, 0, 0, -1, 0), topology.Routes[0]);
        Assert.False(topology.Instruments[0].IsReference);
        Assert.Equal(["USD", "USDT"], topology.Units.Select(u => u.Name));
    }

    public static TheoryData<string, Action<TopologyBuilder>> Unusable() => new()
    {
        { "empty", b => b.AddModule("") },
        { "too long", b => b.AddModule(new string('a', 56)) },
        { "slash", b => b.AddVenue("a/b") },
        { "space", b => b.AddVenue("a b") },
        { "line break", b => b.AddAsset("BTC\n", "USD", 1) },
        { "not ASCII", b => b.AddVenue("krakén") },
        { "venue twice", b => b.AddVenue("kraken") },
        { "asset twice", b => b.AddAsset("BTC", "USD", 1) },
        { "route twice", b => Twice(() => b.AddRoute("BTC", "kraken", null, "USD")) },
        { "one venue twice on a route", b => b.AddRoute("BTC", "kraken", "kraken", "USD") },
        { "route of an unknown asset", b => b.AddRoute("DOGE", "kraken", null, "USD") },
        { "route on an unknown venue", b => b.AddRoute("BTC", "nowhere", null, "USD") },
        { "route on an unknown second venue", b => b.AddRoute("BTC", "kraken", "nowhere", "USD") },
        { "instrument of an unknown asset", b => b.AddInstrument("DOGE", "USD", "kraken", false) },
        { "instrument twice", b => Twice(() => b.AddInstrument("BTC", "USD", "kraken", false)) },
        { "reference twice", b => Twice(() => b.AddUnitReference("USDC", "USD", "kraken")) },
        { "position on an unknown venue", b => b.AddPosition("P", "nowhere") },
        { "position twice", b => Twice(() => b.AddPosition("P", "kraken")) },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_cannot_be_a_name_is_refused(string what, Action<TopologyBuilder> act)
    {
        TopologyBuilder builder = new();
        builder.AddVenue("kraken");
        builder.AddAsset("BTC", "USD", 50_000);
        TopologyException refusal = Assert.Throws<TopologyException>(() => act(builder));
        Assert.False(string.IsNullOrWhiteSpace(refusal.Message), what);
    }

    [Fact]
    public void A_scope_too_many_is_refused()
    {
        TopologyBuilder builder = new();
        for (int i = 1; i < Topology.MaxScopes; i++)
        {
            builder.AddModule($"m{i}");
        }

        Assert.Throws<TopologyException>(() => builder.AddModule("last"));
        Assert.Equal(Topology.MaxScopes, builder.Build().Scopes.Length);
    }

    [Fact]
    public void The_longest_name_fits_the_directory()
    {
        Scope scope = new TopologyBuilder().AddModule(new string('a', 55));
        Assert.Equal(Topology.MaxNameBytes, scope.Name.Length);
    }

    [Fact]
    public void Every_trigger_of_the_catalogue_has_one_name()
    {
        foreach (TriggerId trigger in Enum.GetValues<TriggerId>().Where(t => t != TriggerId.None))
        {
            Assert.True(TriggerNames.IsKnown((byte)trigger), trigger.ToString());
            Assert.True(TriggerNames.TryParse(TriggerNames.NameOf(trigger), out TriggerId parsed));
            Assert.Equal(trigger, parsed);
        }

        Assert.Equal(Enum.GetValues<TriggerId>().Length - 1, Enumerable.Range(0, 256).Count(t => TriggerNames.IsKnown((byte)t)));
        Assert.False(TriggerNames.TryParse("market.unheard_of", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => TriggerNames.NameOf(TriggerId.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => TriggerNames.NameOf((TriggerId)255));
    }

    private static void Twice(Action act)
    {
        act();
        act();
    }
}
