using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Cluster;
using Basisd.Safety;
using Basisd.Tests.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>
/// Random interleavings of everything a core can be told, against an arbiter that loses, delays and refuses: no assertion fails, no deadline lies
/// beyond
/// D after a send that was confirmed, no epoch is taken over twice, and what was reported as committed is on every node that a record can name.
/// </summary>
public sealed class RandomInputTests(ITestOutputHelper output)
{
    private static readonly string[] s_ways = ["ok", "down", "lost", "mute", "hold"];

    private int _taken;
    private int _committed;
    private int _fenced;
    private int _released;

    [Fact]
    public void No_interleaving_breaks_a_law()
    {
        ulong seed = SafetyFixture.Seed();
        output.WriteLine($"replay with {SafetyFixture.SeedVariable}={seed}");
        Config config = Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(50).WithEndSize(600).WithReplay(seed, 1UL);
        Check.One(config, Prop.ForAll(Arb.From(Gen.ArrayOf(Gen.Choose(0, int.MaxValue))), Holds));
        output.WriteLine($"{_taken} takeovers, {_committed} commits, {_fenced} fences, {_released} releases");
        Assert.True(_taken > 300 && _committed > 100 && _fenced > 50 && _released > 5, "the histories do not reach what they should");
    }

    private void Holds(int[] words)
    {
        ClusterRig rig = new(ClusterRig.Settings(slots: 2));
        Laws laws = new(rig);
        rig.PeersUp();
        rig.Copy(0, 0, 0);
        rig.Copy(1, 0, 0);
        rig.Run(2700);
        laws.Check();
        foreach (int word in words)
        {
            Do(rig, word);
            laws.Check();
        }

        _taken += rig.Seen.Count(s => s.Effect.Kind == ClusterEffectKind.TakeOver);
        _committed += rig.Seen.Count(s => s.Effect.Kind == ClusterEffectKind.Committed);
        _fenced += rig.Seen.Count(s => s.Effect.Kind == ClusterEffectKind.Fence);
        _released += rig.Seen.Count(s => s.Effect.Event == ClusterEvent.Released);
    }

    private static void Do(ClusterRig rig, int word)
    {
        int what = word % 40;
        int slot = word / 40 % 2;
        int node = word / 80 % 3;
        ulong number = (ulong)(word / 240 % 8);
        SlotStatus status = rig.Core.Slot(slot);
        SlotRecord? record = rig.Record(slot);
        SlotCopy copy = default;
        ulong head = Math.Max(status.Committed, record?.Committed ?? 0) + number;
        switch (what)
        {
            case < 10:
                rig.Run(10 * (1 + (long)number));
                break;
            case < 12:
                rig.Run(500 * (1 + (long)number));
                break;
            case < 15:
                rig.Arbiter = s_ways[(int)number % s_ways.Length];
                break;
            case < 18 when rig.Held.Count > 0:
                rig.Answer((int)number % rig.Held.Count, s_ways[node % 4]);
                break;
            case < 18:
                rig.Arbiter = "ok";
                break;
            case < 22:
                ulong epoch = status.Role >= SlotRole.TakingOver ? status.Epoch : Math.Min(number, record?.Epoch ?? 0);
                copy = new(head, head + (number & 1), epoch, number != 3, 0, 0);
                rig.Step(new() { Kind = ClusterInputKind.Copy, Now = rig.Now, Wall = rig.Wall, Slot = slot, Copy = copy });
                break;
            case < 27:
                rig.Say(ClusterInputKind.Acknowledged, slot, node, head);
                break;
            case < 30:
                rig.Say(ClusterInputKind.Opened, slot, sequence: status.Epoch);
                break;
            case 30 or 31:
                rig.Say(ClusterInputKind.Stopped, slot);
                break;
            case 32 when record is not null && number < 4:
                bool lets = (word & 512) != 0;
                rig.Put(slot, record with { Epoch = record.Epoch + 1, Owner = 1, Boot = 7, InSync = (0b101 & number) | 1, Released = lets });
                break;
            case 33 when number == 0:
                rig.Delete(slot);
                break;
            case 34:
                rig.PeerUp[node] = (number & 1) == 0;
                rig.Beat(node).Slots[slot] = new() { IsWhole = number != 5, Durable = head, Epoch = Math.Min(number, record?.Epoch ?? 0) };
                rig.Beat(node).DmmEpoch = number == 7 ? rig.Core.DmmEpoch + 1 : 0;
                rig.Beat(node).Health = number == 7 ? NodeHealth.Dmm : NodeHealth.None;
                break;
            default:
                Rare(rig, what, slot, node, number);
                break;
        }
    }

    private static void Rare(ClusterRig rig, int what, int slot, int node, ulong number)
    {
        ulong epoch = rig.Core.Slot(slot).Epoch;
        switch (what)
        {
            case 35:
                rig.Say(ClusterInputKind.FailsafeAsked, slot, node, epoch, id: 1);
                break;
            case 36:
                long asked = rig.Seen.LastOrDefault(s => s.Effect.Kind == ClusterEffectKind.AskFailsafe && s.Effect.Slot == slot).Effect.Id;
                rig.Say(ClusterInputKind.FailsafeAnswered, slot, 1, epoch, true, asked);
                rig.Say(ClusterInputKind.FailsafeAnswered, slot, 2, epoch, number != 0, asked);
                break;
            case 37:
                rig.Say(ClusterInputKind.Switchover, slot, number > 3 ? -1 : node, id: 2);
                break;
            case 38:
                rig.Say(number < 4 ? ClusterInputKind.Permit : ClusterInputKind.Engine, slot, flag: number > 5);
                break;
            case 39 when number < 4:
                rig.Say(ClusterInputKind.DmmEntered, slot);
                break;
            case 39:
                rig.Step(new() { Kind = ClusterInputKind.DmmResumed, Now = rig.Now, Wall = rig.Wall, Sequence = rig.Core.DmmEpoch, Bytes = [1] });
                break;
            default:
                rig.Say(ClusterInputKind.PowerOff, slot, node);
                break;
        }
    }

    /// <summary>What must hold after every step.</summary>
    private sealed class Laws(ClusterRig rig)
    {
        private readonly HashSet<(int Slot, ulong Epoch)> _epochs = [];
        private readonly HashSet<(int Slot, ulong Epoch)> _over = [];
        private readonly Dictionary<(int Slot, ulong Epoch), ulong> _committed = [];
        private readonly Dictionary<int, long> _until = [];
        private readonly HashSet<long> _sends = [];
        private int _looked;

        public void Check()
        {
            for (; _looked < rig.Seen.Count; _looked++)
            {
                (long at, ClusterEffect effect) = rig.Seen[_looked];
                Look(at, effect);
            }
        }

        private void Look(long at, in ClusterEffect e)
        {
            (int, ulong) tenure = (e.Slot, e.Epoch);
            switch (e.Kind)
            {
                case ClusterEffectKind.Call or ClusterEffectKind.AskFailsafe:
                    _sends.Add(at);
                    break;
                case ClusterEffectKind.TakeOver:
                    Assert.True(_epochs.Add(tenure), "an epoch is taken over twice");
                    Right(at, e);
                    _until[e.Slot] = e.Until;
                    break;
                case ClusterEffectKind.Deadline:
                    Assert.False(_over.Contains(tenure), "a deadline after the end of the right");
                    Assert.True(e.Until > _until[e.Slot], "a deadline moves back");
                    Right(at, e);
                    _until[e.Slot] = e.Until;
                    break;
                case ClusterEffectKind.Close or ClusterEffectKind.Fence:
                    Assert.Contains(tenure, _epochs);
                    _over.Add(tenure);
                    break;
                case ClusterEffectKind.Committed:
                    Assert.True(e.Sequence > _committed.GetValueOrDefault(tenure), "committed moves back");
                    _committed[tenure] = e.Sequence;
                    break;
                default:
                    break;
            }
        }

        private void Right(long at, in ClusterEffect e)
        {
            long sent = e.Until - rig.Core.Settings.FenceNs;
            Assert.True(sent <= at && at < e.Until, "a right that is over, or from the future");
            Assert.True(_sends.Contains(sent), "a right that does not count from a send");
        }
    }
}
