using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Triggers;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>Markets that share a scope: what trips one binds all, and only who tripped it can clear it.</summary>
public sealed class VerdictBoardTests
{
    private readonly VerdictBoard _board = new([5, 7, 5, 5]);

    [Fact]
    public void A_healthy_market_never_clears_what_a_sick_one_tripped()
    {
        Assert.Equal(VerdictKind.Trip, Note(0, VerdictKind.Trip));
        Assert.Equal(VerdictKind.Trip, Note(2, VerdictKind.Clear, latched: true));
        Assert.Equal(VerdictKind.Between, Note(0, VerdictKind.Between, latched: true));
        Assert.Equal(VerdictKind.Between, Note(2, VerdictKind.Clear, latched: true));
        Assert.Equal(VerdictKind.NoData, Note(0, VerdictKind.NoData, latched: true));
        Assert.Equal(VerdictKind.NoData, Note(3, VerdictKind.Clear, latched: true));
        Assert.Equal(VerdictKind.Clear, Note(0, VerdictKind.Clear, latched: true));
    }

    [Fact]
    public void A_market_that_did_not_trip_keeps_nothing_from_clearing()
    {
        Note(2, VerdictKind.NoData);
        Note(0, VerdictKind.Trip);
        Assert.Equal(VerdictKind.Clear, Note(0, VerdictKind.Clear, latched: true));
        Assert.Equal(VerdictKind.Clear, Note(2, VerdictKind.Between, latched: true));
    }

    [Fact]
    public void Every_market_that_tripped_must_clear()
    {
        Note(0, VerdictKind.Trip);
        Note(2, VerdictKind.Trip, latched: true);
        Assert.Equal(VerdictKind.Trip, Note(0, VerdictKind.Clear, latched: true));
        Assert.Equal(VerdictKind.Clear, Note(2, VerdictKind.Clear, latched: true));
    }

    [Fact]
    public void The_worst_trip_speaks_and_other_scopes_are_not_asked()
    {
        _board.Note(2, Of(VerdictKind.Trip, Severity.High), latched: false);
        Assert.Equal(Severity.High, _board.Note(0, Of(VerdictKind.Trip, Severity.Medium), latched: true).Severity);
        Assert.Equal(VerdictKind.Clear, Note(1, VerdictKind.Clear));
        Assert.Equal((5, 7), (_board.ScopeOf(3), _board.ScopeOf(1)));
    }

    [Fact]
    public void A_word_that_says_nothing_leaves_the_latest_in_place()
    {
        Note(0, VerdictKind.Trip);
        Assert.Equal(VerdictKind.Trip, Note(0, VerdictKind.None, latched: true));
    }

    [Fact]
    public void A_trip_that_did_not_latch_is_forgotten_with_its_condition()
    {
        Note(0, VerdictKind.Trip);
        Assert.Equal(VerdictKind.Clear, Note(0, VerdictKind.Clear));
        Assert.Equal(VerdictKind.Clear, Note(2, VerdictKind.Clear));
    }

    [Fact]
    public void Where_it_is_unknown_who_tripped_whoever_is_not_clear_speaks()
    {
        Note(2, VerdictKind.Between);
        Note(3, VerdictKind.NoData);
        Assert.Equal(VerdictKind.Between, Note(0, VerdictKind.Clear, latched: true));
        Note(2, VerdictKind.Clear, latched: true);
        Assert.Equal(VerdictKind.Clear, Note(0, VerdictKind.Clear, latched: true));
    }

    [Fact]
    public void Its_memory_is_part_of_a_snapshot()
    {
        Note(0, VerdictKind.Trip);
        Note(2, VerdictKind.Clear, latched: true);
        VerdictBoard copy = new([5, 7, 5, 5]);
        TestMemory.Copy(_board, copy);
        Assert.Equal(VerdictKind.Trip, copy.Note(2, Of(VerdictKind.Clear), latched: true).Kind);
        TestMemory.RefusesEveryTruncation(_board, () => new VerdictBoard([5, 7, 5, 5]));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(_board, new VerdictBoard([5, 7, 5])));
    }

    private static Verdict Of(VerdictKind kind, Severity severity = Severity.High) => new(kind, severity, new Evidence(1, 2, 3), IsWarming: false);

    private VerdictKind Note(int item, VerdictKind kind, bool latched = false) => _board.Note(item, Of(kind), latched).Kind;
}
