using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Safety;

public sealed class TransitionTableTests
{
    // SPEC 2, cell by cell: rows are modes, columns are events in their numeric order. A dash is a refusal.
    //                                 ScopedCause SystemicCause AllCleared Resumption StagePassed LastStagePassed
    private const string PlatformTable = """
        Normal      -           Dmm           -          -          -           -
        Recovery    -           Dmm           -          -          Recovery    Normal
        Bscb        -           -             -          -          -           -
        Dmm         -           Dmm           -          Recovery   -           -
        """;

    private const string ScopeTable = """
        Normal      Bscb        -             -          -          -           -
        Recovery    Bscb        -             -          -          Recovery    Normal
        Bscb        Bscb        -             Recovery   -          -           -
        Dmm         -           -             -          -          -           -
        """;

    public static TheoryData<bool, Mode, SafetyEvent, Mode?> Cells()
    {
        TheoryData<bool, Mode, SafetyEvent, Mode?> cells = [];
        foreach ((bool isPlatform, string table) in new[] { (true, PlatformTable), (false, ScopeTable) })
        {
            foreach (string line in table.Split('\n'))
            {
                string[] row = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                Mode from = Enum.Parse<Mode>(row[0]);
                for (int happened = 0; happened < TransitionTable.Events; happened++)
                {
                    cells.Add(isPlatform, from, (SafetyEvent)happened, row[1 + happened] == "-" ? null : Enum.Parse<Mode>(row[1 + happened]));
                }
            }
        }

        return cells;
    }

    [Fact]
    public void Every_cell_is_listed_once()
    {
        Assert.Equal(2 * TransitionTable.Modes * TransitionTable.Events, Cells().Count);
        Assert.Equal(48, Cells().Count);
        Assert.Equal(TransitionTable.Modes, Enum.GetValues<Mode>().Length);
        Assert.Equal(TransitionTable.Events, Enum.GetValues<SafetyEvent>().Length);
        Assert.Equal(48, Cells().Select(c => (c.Data.Item1, c.Data.Item2, c.Data.Item3)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_cell_is_as_specified(bool isPlatform, Mode from, SafetyEvent happened, Mode? expected)
    {
        bool listed = TransitionTable.TryNext(isPlatform, from, happened, out Mode to);
        Assert.Equal(expected is not null, listed);
        Assert.Equal(expected ?? from, to);
    }

    [Fact]
    public void Nothing_leads_from_dmm_or_bscb_to_normal_and_only_a_resumption_leaves_dmm()
    {
        foreach ((bool isPlatform, Mode from, SafetyEvent happened) in AllInputs())
        {
            if (!TransitionTable.TryNext(isPlatform, from, happened, out Mode to))
            {
                continue;
            }

            Assert.False(from is Mode.Dmm or Mode.Bscb && to == Mode.Normal, $"{from} to NORMAL by {happened}");
            Assert.False(from == Mode.Dmm && to != Mode.Dmm && happened != SafetyEvent.ResumptionAccepted, $"DMM left by {happened}");
            Assert.NotEqual(isPlatform ? Mode.Bscb : Mode.Dmm, to);
        }
    }

    [Fact]
    public void Modes_and_events_that_do_not_exist_are_refused()
    {
        foreach (bool isPlatform in new[] { true, false })
        {
            for (int other = TransitionTable.Modes; other <= byte.MaxValue; other++)
            {
                foreach (SafetyEvent happened in Enum.GetValues<SafetyEvent>())
                {
                    Assert.False(TransitionTable.TryNext(isPlatform, (Mode)other, happened, out _));
                }
            }

            for (int other = TransitionTable.Events; other <= byte.MaxValue; other++)
            {
                foreach (Mode from in Enum.GetValues<Mode>())
                {
                    Assert.False(TransitionTable.TryNext(isPlatform, from, (SafetyEvent)other, out Mode to));
                    Assert.Equal(from, to);
                }
            }
        }
    }

    private static IEnumerable<(bool IsPlatform, Mode From, SafetyEvent Happened)> AllInputs() =>
        from isPlatform in new[] { true, false }
        from mode in Enum.GetValues<Mode>()
        from happened in Enum.GetValues<SafetyEvent>()
        select (isPlatform, mode, happened);
}
