using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// Laws of commands over any sequence of orders, answers, polls, ticks, halts and restarts. FsCheck prints the sequence that breaks one, and shrinks it.
/// </summary>
public sealed class CommandLawTests
{
    private const int Runs = 120;
    private static readonly string[] s_scopes = ["platform", "venue/alpha", "venue/bravo", "asset/BTC", "route/BTC@carol"];

    [Fact]
    public void Ids_never_change_their_meaning_sends_are_bounded_and_what_is_verified_was_acknowledged()
    {
        Gen<int[]> sequences = Gen.Choose(0, 10_000).ArrayOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithEndSize(160), Prop.ForAll(sequences.ToArbitrary(), Holds));
    }

    private static void Holds(int[] acts)
    {
        CoreSettings settings = new() { Matrix = new PermissionMatrix { ContainByPolicy = acts.Length % 2 == 0 } };
        ControlRig rig = new(settings);
        Dictionary<long, (CommandKind Kind, int Scope, long Argument0, long Argument1, long Target)> known = [];
        int heard = 0;
        Dictionary<long, int> sends = [];
        foreach (int act in acts)
        {
            int entries = rig.Rig.Journal.Count;
            bool frozen = IsFrozen(rig);
            Play(rig, act);
            for (; heard < rig.Told.Count; heard++)
            {
                Command told = rig.Told[heard];
                var meaning = (told.Kind, told.Scope, told.Argument0, told.Argument1, told.Target);
                Assert.True(known.TryAdd(told.Id, meaning) || known[told.Id] == meaning, $"command {told.Id} was {known[told.Id]}, is {told}");
                sends[told.Id] = sends.GetValueOrDefault(told.Id) + 1;
                Assert.True(sends[told.Id] <= 2, $"command {told.Id} was told {sends[told.Id]} times");
                Assert.False(frozen && IsFrozen(rig) && told.Kind is CommandKind.CancelAll or CommandKind.Reduce && frozen, $"frozen, and told {told}");

                // The entry that it rests on comes with it; the loop sends nothing before that is durable.
                Assert.Contains(rig.Rig.Journal.Skip(entries), e => IsAbout(e, told.Id));
            }

            foreach (Command command in rig.Rig.Core.State.Commands.Items.ToArray())
            {
                bool read = command.Finding is CommandFinding.Verified or CommandFinding.NotReadable;
                Assert.True(!read || command.AcknowledgedAt != 0, $"{command}");
                Assert.True(command.Misses <= CommandBook.MostMisses, $"{command}");
            }
        }

        Replays(rig, settings);
    }

    // The journal from its first entry, and a snapshot, give the same book.
    private static void Replays(ControlRig rig, CoreSettings settings)
    {
        string hash = Convert.ToHexString(rig.Rig.Core.State.Hash());
        DurableState copy = new(rig.Rig.Topology, 1);
        Effects derived = new(rig.Rig.Topology.Scopes.Length);
        Queue<(EntryKind Kind, byte[] Payload)> expected = new();
        foreach ((EntryKind kind, byte[] payload) in rig.Rig.Journal)
        {
            if (expected.TryDequeue(out (EntryKind Kind, byte[] Payload) wanted))
            {
                Assert.Equal((wanted.Kind, Convert.ToHexString(wanted.Payload)), (kind, Convert.ToHexString(payload)));
                continue;
            }

            derived.Clear();
            Assert.True(copy.Replay(kind, payload, derived), $"{kind} does not fit");
            for (int i = 1; i < derived.Entries.Length; i++)
            {
                expected.Enqueue((derived.Entries[i].Kind, derived.PayloadOf(derived.Entries[i]).ToArray()));
            }
        }

        Assert.Equal(hash, Convert.ToHexString(copy.Hash()));
        CanonicalWriter snapshot = new();
        rig.Rig.Core.WriteSnapshot(snapshot);
        NodeCore again = new(rig.Rig.Topology, settings);
        again.ReadSnapshot(snapshot.Written);
        Assert.Equal(hash, Convert.ToHexString(again.State.Hash()));
        Assert.Equal(rig.Rig.Core.State.Commands.Items.ToArray(), again.State.Commands.Items.ToArray());
        Assert.Equal(rig.Rig.Core.State.Containment.Slices.ToArray(), again.State.Containment.Slices.ToArray());
    }

    private static bool IsFrozen(ControlRig rig) => !rig.Rig.Core.Controls.IsPermitted(CommandKind.CancelAll, Topology.Platform);

    private static bool IsAbout((EntryKind Kind, byte[] Payload) entry, long id)
    {
        CanonicalReader reader = new(entry.Payload);
        reader.U8();
        long first = reader.I64();
        return entry.Kind switch
        {
            EntryKind.CommandIssued => first == id,
            EntryKind.CommandOrdered or EntryKind.CommandMissed => reader.I64() == id,
            _ => false,
        };
    }

    private static void Play(ControlRig rig, int act)
    {
        int detail = act / 16;
        string scope = s_scopes[detail % s_scopes.Length];
        long next = rig.Rig.Core.State.Commands.NextId;
        long id = Math.Max(1, next - 1 - (detail % 4));
        switch (act % 16)
        {
            case 0: rig.Order(CommandKind.CancelAll, scope); break;
            case 1: rig.Order(CommandKind.Limit, scope, detail, detail % 7); break;
            case 2: rig.Order(CommandKind.Reduce, scope, detail % 3 * 400_000, detail % 2); break;
            case 3 or 4 or 5: rig.Ack(id); break;
            case 6: rig.Ack(id, refused: true); break;
            case 7 or 8: rig.Poll(ControlRig.Alpha, detail % 5 == 0 ? 1 : 0, detail % 3 * FixedPoint.Scale); break;
            case 9: rig.Poll(ControlRig.Carol, detail % 5 == 0 ? 1 : 0); break;
            case 10: rig.Tick(detail * 10 * FixedPoint.Millisecond); break;
            case 11: rig.Tick(detail % 40 * FixedPoint.Second); break;
            case 12:
                rig.Observe(ObservationKind.Position, 0, ((detail % 9) - 4) * FixedPoint.Scale);
                rig.Observe(ObservationKind.Depth, 0, 10 * FixedPoint.Scale, 10 * FixedPoint.Scale, 2_500);
                break;
            case 13 when detail % 4 == 0:
                rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
                break;
            case 14 when detail % 2 == 0:
                rig.Step(new NodeInput
                {
                    Kind = NodeInputKind.Resume,
                    Now = rig.Rig.Now,
                    Signatures = 1,
                    DmmEpoch = rig.Rig.Core.State.Safety.DmmEpoch,
                    Attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked,
                    Text = "x"u8,
                });
                break;
            default: rig.Tick(1); break;
        }
    }
}
