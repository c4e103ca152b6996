using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Safety;

public sealed class PermissionMatrixTests
{
    private const Permission A = Permission.Allow;
    private const Permission Q = Permission.Queue;
    private const Permission D = Permission.Deny;

    // SPEC 3, row by row.
    private static readonly (string Name, Permission Normal, Permission Bscb, Permission Dmm, int Stage)[] Table =
    [
        ("open", A, D, D, 4),
        ("modify", A, A, D, 4),
        ("cancel", A, A, D, 1),
        ("reduce", A, A, D, 1),
        ("reallocate", A, D, D, 4),
        ("swap", A, D, D, 3),
        ("stake", A, D, D, 3),
        ("unstake", A, A, Q, 2),
        ("accrue", A, D, D, 3),
        ("withdraw", A, Q, Q, 2),
        ("deposit", A, A, Q, 2),
        ("transfer", A, A, D, 2),
    ];

    public static IEnumerable<GateAction> Actions => Enumerable.Range(0, GateActions.Count).Select(a => (GateAction)a);

    [Fact]
    public void Actions_have_the_specified_bits_and_names()
    {
        Assert.Equal(GateActions.Count, Table.Length);
        Assert.Equal(Table.Length, Enum.GetValues<GateAction>().Length);
        for (int bit = 0; bit < Table.Length; bit++)
        {
            Assert.Equal(Table[bit].Name, GateActions.NameOf((GateAction)bit));
            Assert.Equal(Table[bit].Name, GateActions.All[bit]);
            Assert.True(GateActions.TryParse(Table[bit].Name, out GateAction parsed));
            Assert.Equal((GateAction)bit, parsed);
            Assert.Equal(Table[bit].Name, ((GateAction)bit).ToString(), ignoreCase: true);
        }

        Assert.False(GateActions.TryParse("unlock", out _));
        Assert.False(GateActions.TryParse("Open", out _));
        Assert.False(GateActions.TryParse("", out _));
    }

    [Fact]
    public void Every_cell_is_as_specified()
    {
        PermissionMatrix matrix = new();
        foreach (GateAction action in Actions)
        {
            (string name, Permission normal, Permission bscb, Permission dmm, int stage) = Table[(int)action];
            foreach (bool isPlatform in new[] { true, false })
            {
                Assert.Equal(normal, PermissionWord.Of(matrix.WordOf(isPlatform, Mode.Normal, 0, false), action));
                Assert.Equal(bscb, PermissionWord.Of(matrix.WordOf(isPlatform, Mode.Bscb, 0, false), action));
                Assert.Equal(dmm, PermissionWord.Of(matrix.WordOf(isPlatform, Mode.Dmm, 0, false), action));
            }

            Assert.Equal(normal, PermissionMatrix.TableCell(Mode.Normal, action));
            Assert.Equal(bscb, PermissionMatrix.TableCell(Mode.Bscb, action));
            Assert.Equal(dmm, PermissionMatrix.TableCell(Mode.Dmm, action));
            Assert.Equal(stage, PermissionMatrix.StageOf(action));
            Assert.Throws<ArgumentOutOfRangeException>(() => PermissionMatrix.TableCell(Mode.Recovery, action));
            Assert.NotEmpty(name);
        }
    }

    [Fact]
    public void Recovery_restores_exactly_the_last_column()
    {
        PermissionMatrix matrix = new();
        for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            ulong platform = matrix.WordOf(true, Mode.Recovery, stage, false);
            ulong scope = matrix.WordOf(false, Mode.Recovery, stage, false);
            foreach (GateAction action in Actions)
            {
                (_, _, Permission bscb, Permission dmm, int restoring) = Table[(int)action];
                Assert.Equal(stage >= restoring ? A : dmm, PermissionWord.Of(platform, action));
                Assert.Equal(stage >= restoring ? A : bscb, PermissionWord.Of(scope, action));
            }
        }
    }

    [Fact]
    public void Configuration_may_restrict_every_cell_and_loosen_none()
    {
        foreach (Mode mode in new[] { Mode.Normal, Mode.Bscb, Mode.Dmm })
        {
            foreach (GateAction action in Actions)
            {
                Permission cell = PermissionMatrix.TableCell(mode, action);
                foreach (Permission wanted in new[] { D, Q, A, (Permission)3, (Permission)255 })
                {
                    PermissionMatrix matrix = new();
                    bool accepted = matrix.TryRestrict(mode, action, wanted);
                    Assert.Equal(wanted <= cell, accepted);
                    foreach (GateAction other in Actions)
                    {
                        Permission expected = accepted && other == action ? wanted : PermissionMatrix.TableCell(mode, other);
                        Assert.Equal(expected, PermissionWord.Of(matrix.WordOf(mode == Mode.Dmm, mode, 0, false), other));
                    }
                }
            }
        }
    }

    [Fact]
    public void Recovery_has_no_row_to_configure() =>
        Assert.All(Actions, action => Assert.False(new PermissionMatrix().TryRestrict(Mode.Recovery, action, Permission.Deny)));

    [Fact]
    public void What_normal_denies_no_mode_and_no_stage_grants()
    {
        foreach (GateAction action in Actions)
        {
            foreach (Permission limit in new[] { D, Q })
            {
                PermissionMatrix matrix = new() { ContainByPolicy = true };
                Assert.True(matrix.TryRestrict(Mode.Normal, action, limit));
                foreach (ulong word in AllWords(matrix))
                {
                    Assert.True(PermissionWord.Of(word, action) <= limit, $"{action} above {limit}");
                }
            }
        }
    }

    [Fact]
    public void A_stricter_bscb_cell_holds_until_its_stage()
    {
        PermissionMatrix matrix = new();
        Assert.True(matrix.TryRestrict(Mode.Bscb, GateAction.Deposit, D));
        Assert.Equal(D, PermissionWord.Of(matrix.WordOf(false, Mode.Recovery, 1, false), GateAction.Deposit));
        Assert.Equal(A, PermissionWord.Of(matrix.WordOf(false, Mode.Recovery, 2, false), GateAction.Deposit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Authority_only_grows_over_the_stages(bool contained)
    {
        foreach (PermissionMatrix matrix in SomeMatrices())
        {
            foreach (bool isPlatform in new[] { true, false })
            {
                ulong before = matrix.WordOf(isPlatform, isPlatform ? Mode.Dmm : Mode.Bscb, 0, contained);
                Assert.Equal(before, matrix.WordOf(isPlatform, Mode.Recovery, 0, contained));
                for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
                {
                    ulong word = matrix.WordOf(isPlatform, Mode.Recovery, stage, contained);
                    Assert.True(PermissionWord.IsWithin(before, word), $"stage {stage} takes something back");
                    before = word;
                }

                Assert.True(PermissionWord.IsWithin(before, matrix.WordOf(isPlatform, Mode.Normal, 0, contained)));
            }
        }
    }

    [Fact]
    public void Containment_gives_cancel_and_reduce_in_dmm_and_nothing_else()
    {
        PermissionMatrix frozen = new();
        PermissionMatrix policy = new() { ContainByPolicy = true };
        ulong gained = PermissionWord.With(PermissionWord.With(0, GateAction.Cancel, A), GateAction.Reduce, A);
        ulong dmm = frozen.WordOf(true, Mode.Dmm, 0, false);
        Assert.Equal(dmm | gained, frozen.WordOf(true, Mode.Dmm, 0, true));
        Assert.Equal(dmm | gained, policy.WordOf(true, Mode.Dmm, 0, false));
        Assert.Equal(dmm | gained, frozen.WordOf(true, Mode.Recovery, 0, true));
        Assert.Equal(0UL, dmm & gained);
        foreach (Mode mode in new[] { Mode.Normal, Mode.Bscb })
        {
            Assert.Equal(frozen.WordOf(false, mode, 0, false), policy.WordOf(false, mode, 0, true));
        }

        for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            Assert.Equal(frozen.WordOf(false, Mode.Recovery, stage, false), policy.WordOf(false, Mode.Recovery, stage, true));
        }
    }

    [Fact]
    public void Every_word_is_well_formed_and_within_normal() =>
        Assert.All(SomeMatrices().SelectMany(m => AllWords(m).Select(w => (m, w))), pair =>
        {
            Assert.True(PermissionWord.IsWellFormed(pair.w));
            Assert.True(PermissionWord.IsWithin(pair.w, pair.m.WordOf(true, Mode.Normal, 0, false)));
        });

    [Fact]
    public void A_mode_that_does_not_exist_permits_nothing()
    {
        for (int mode = TransitionTable.Modes; mode <= byte.MaxValue; mode++)
        {
            Assert.Equal(PermissionWord.DenyAll, new PermissionMatrix().WordOf(false, (Mode)mode, 4, true));
        }
    }

    private static IEnumerable<ulong> AllWords(PermissionMatrix matrix) =>
        from isPlatform in new[] { true, false }
        from mode in Enum.GetValues<Mode>()
        from stage in Enumerable.Range(0, PermissionMatrix.LastStage + 1)
        from contained in new[] { true, false }
        select matrix.WordOf(isPlatform, mode, stage, contained);

    private static IEnumerable<PermissionMatrix> SomeMatrices()
    {
        yield return new PermissionMatrix();
        yield return new PermissionMatrix { ContainByPolicy = true };
        Random random = new(20_240_805);
        for (int i = 0; i < 200; i++)
        {
            PermissionMatrix matrix = new() { ContainByPolicy = random.Next(2) == 0 };
            for (int n = random.Next(12); n > 0; n--)
            {
                matrix.TryRestrict((Mode)random.Next(4), (GateAction)random.Next(GateActions.Count), (Permission)random.Next(3));
            }

            yield return matrix;
        }
    }
}
