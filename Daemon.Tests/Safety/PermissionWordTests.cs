using System;
using System.Linq;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Safety;

public sealed class PermissionWordTests
{
    private static readonly Gen<Permission[]> Answers =
        Gen.ArrayOf(Gen.Elements(Permission.Deny, Permission.Queue, Permission.Allow), GateActions.Count);

    [Fact]
    public void The_and_of_two_words_is_the_strictest_of_their_answers() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Answers), Arb.From(Answers), (left, right) =>
        {
            ulong both = WordOf(left) & WordOf(right);
            return PermissionWord.IsWellFormed(both) && left.Zip(right).Select((pair, a) => (pair, a))
                .All(x => PermissionWord.Of(both, (GateAction)x.a) == (Permission)Math.Min((byte)x.pair.First, (byte)x.pair.Second));
        }));

    [Fact]
    public void A_word_keeps_each_answer_and_is_within_another_exactly_if_no_answer_is_looser() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Answers), Arb.From(Answers), (left, right) =>
            left.Select((p, a) => PermissionWord.Of(WordOf(left), (GateAction)a) == p).All(same => same)
            && PermissionWord.IsWithin(WordOf(left), WordOf(right)) == left.Zip(right).All(pair => pair.First <= pair.Second)));

    [Fact]
    public void A_random_word_is_well_formed_exactly_if_answers_can_rebuild_it() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(4000),
            Prop.ForAll(Arb.From(ArbMap.Default.GeneratorFor<ulong>().Select(Thin)), word =>
            {
                ulong rebuilt = WordOf([.. Enumerable.Range(0, GateActions.Count).Select(a => PermissionWord.Of(word, (GateAction)a))]);
                return PermissionWord.IsWellFormed(word) == (rebuilt == word);
            }));

    [Fact]
    public void The_constants_are_all_denied_and_all_allowed()
    {
        Assert.Equal(0x0000_0FFF_0000_0FFFUL, PermissionWord.AllowAll);
        Assert.Equal(0UL, PermissionWord.DenyAll);
        Assert.Equal(PermissionWord.AllowAll, WordOf([.. Enumerable.Repeat(Permission.Allow, GateActions.Count)]));
        Assert.Equal(0x0000_0001_0000_0000UL, PermissionWord.With(0, GateAction.Open, Permission.Queue));
        Assert.Equal(0x0000_0002_0000_0002UL, PermissionWord.With(0, GateAction.Modify, Permission.Allow));
    }

    [Theory]
    [InlineData(0x1UL)] // ALLOW without QUEUE
    [InlineData(0x0000_1000_0000_0000UL)] // beyond the known actions
    [InlineData(0x0000_1000_0000_1000UL)]
    [InlineData(ulong.MaxValue)]
    public void A_word_that_breaks_its_law_is_seen(ulong word) => Assert.False(PermissionWord.IsWellFormed(word));

    [Fact]
    public void An_unknown_action_is_denied_in_every_word()
    {
        for (int action = GateActions.Count; action <= byte.MaxValue; action++)
        {
            GateAction unknown = (GateAction)action;
            Assert.Equal(Permission.Deny, PermissionWord.Of(PermissionWord.AllowAll, unknown));
            Assert.Equal(Permission.Deny, PermissionWord.Of(ulong.MaxValue, unknown));
            Assert.Throws<ArgumentOutOfRangeException>(() => PermissionWord.With(0, unknown, Permission.Allow));
        }
    }

    private static ulong WordOf(Permission[] answers) =>
        answers.Select((p, a) => (p, a)).Aggregate(0UL, (word, x) => PermissionWord.With(word, (GateAction)x.a, x.p));

    // Half of the words near the legal ones: uniform 64 bits are never well formed.
    private static ulong Thin(ulong word) => (word & 1) == 0 ? word & PermissionWord.AllowAll : word & (word << 32 | 0xFFFF_FFFF_0000_0000UL);
}
