using System;
using System.Linq;
using Basisd.Host.Audit;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Basisd.Venues;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Venues;

/// <summary>What holds for any history of an engine and a venue, with differences put in or none (SPEC 5, 9).</summary>
public sealed class ReconciliationLawTests
{
    private const int MostInjected = 8;

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void A_history_without_differences_reconciles_to_none() => Holds(150, Reconciles);

    // Between the engine's word of a fill and of the position that it left a poll ended, and polls with fills in flight followed.
    [Theory]
    [InlineData(237570)]
    [InlineData(819869306)]
    public void A_poll_that_decides_nothing_lets_no_position_grow_old(int seed) => Reconciles(seed);

    [Fact]
    public void Each_injected_difference_is_found_and_none_more() => Holds(300, seed =>
    {
        TradedHistory history = TradedHistory.Make(seed, TradedPlay.Topology, seed % (MostInjected + 1));
        TradedPlay play = TradedPlay.Of(history);
        Same(history, play);
        Assert.Equal(history.Injected.Count == 0, play.Rig.Core.Reconciler.IsVenueClean(0, NodeRig.Start, play.Rig.Now));
    });

    [Fact]
    public void It_does_not_matter_which_side_speaks_first() => Holds(60, seed =>
    {
        TradedHistory history = TradedHistory.Make(seed, TradedPlay.Topology, seed % (MostInjected + 1));
        TradedPlay one = TradedPlay.Of(history);
        TradedPlay other = TradedPlay.Of(history, engineFirst: true);
        Assert.Equal(one.Found, other.Found);
        Assert.Equal(Accounts(one.Rig), Accounts(other.Rig));
    });

    [Fact]
    public void A_restart_at_any_point_finds_the_same() => Holds(60, seed =>
    {
        TradedHistory history = TradedHistory.Make(seed, TradedPlay.Topology, seed % (MostInjected + 1));
        TradedPlay play = TradedPlay.Of(history, restartAt: 40 + (seed % 150));
        Same(history, play);
    });

    [Fact]
    public void The_journal_rebuilds_it_bit_for_bit() => Holds(40, seed =>
    {
        TradedPlay play = TradedPlay.Of(TradedHistory.Make(seed, TradedPlay.Topology, seed % (MostInjected + 1)));
        DurableState copy = new(TradedPlay.Topology, 1);
        Effects derived = new(TradedPlay.Topology.Scopes.Length);
        for (int entry = 0; entry < play.Rig.Journal.Count; entry++)
        {
            (EntryKind kind, byte[] payload) = play.Rig.Journal[entry];
            derived.Clear();
            Assert.True(copy.Replay(kind, payload, derived), $"entry {entry}, {kind}");
            for (int i = 1; i < derived.Entries.Length; i++)
            {
                entry++;
                Assert.Equal(derived.PayloadOf(derived.Entries[i]).ToArray(), play.Rig.Journal[entry].Payload);
            }
        }

        CanonicalWriter one = new();
        CanonicalWriter other = new();
        play.Rig.Core.State.Write(one);
        copy.Write(other);
        Assert.Equal(Convert.ToHexString(one.Written), Convert.ToHexString(other.Written));
        Assert.Equal(Convert.ToHexString(play.Rig.Core.State.Hash()), Convert.ToHexString(copy.Hash()));
    });

    private static void Reconciles(int seed)
    {
        TradedPlay play = TradedPlay.Of(TradedHistory.Make(seed, TradedPlay.Topology, 0));
        Assert.Empty(play.Found);
        Assert.Equal(0, play.Rig.Core.State.Records.Of(0)!.Fills.Count);
        Assert.Equal(string.Empty, Told(play));
        Assert.True(play.Rig.Core.Reconciler.IsVenueClean(0, NodeRig.Start, play.Rig.Now));
        Assert.Equal(Mode.Normal, play.Rig.ModeOf("platform"));
    }

    private static void Same(TradedHistory history, TradedPlay play)
    {
        LedgerNames names = new(TradedPlay.Topology);
        string found = string.Join('\n', play.Rig.Core.State.Records.Of(0)!.Differences.Open.ToArray().Select(d => DifferenceText.Of(d, names)));
        Assert.True(
            history.Injected.Order(TradedPlay.ByText).SequenceEqual(play.Found),
            $"put in:\n{string.Join('\n', history.Injected)}\nfound:\n{found}");
    }

    // Every step of every difference, in words.
    private static string Told(TradedPlay play)
    {
        LedgerNames names = new(TradedPlay.Topology);
        return string.Join('\n', play.Rig.Journal.Where(e => e.Kind == EntryKind.Difference).Select(e =>
        {
            CanonicalReader reader = new(e.Payload);
            DifferenceChange change = RecordCodec.ReadChange(ref reader, out long at);
            return $"{(at - NodeRig.Start) / FixedPoint.Millisecond} ms: {change.Step} {DifferenceText.Of(change.Difference, names)}";
        }));
    }

    private static string Accounts(NodeRig rig)
    {
        AccountBook accounts = rig.Core.State.Records.Accounts;
        return string.Join(' ', accounts.OfVenue[0].Select(a => $"{a}:{accounts.ExpectedOf(a)}/{accounts.FoundOf(a)}"));
    }

    private static void Holds(int count, Action<int> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(Seeds, seed => law(seed)));
}
