using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using Basisd.Cluster;

namespace Basisd.Tests.Cluster;

/// <summary>Plays the lines of a transcript that begin with "&gt; " and prints what the core did after each: heartbeats and reads left out.</summary>
internal sealed class ClusterScript
{
    private readonly StringBuilder _out = new();
    private ClusterRig _rig = null!;
    private int _printed;

    public static string Play(IEnumerable<string> lines)
    {
        ClusterScript script = new();
        foreach (string line in lines.Where(l => l.StartsWith("> ", StringComparison.Ordinal) || l.StartsWith('#')))
        {
            script._out.Append(line).Append('\n');
            if (line[0] == '>')
            {
                script.Do(line[2..].Split(' '));
                script.Print();
            }
        }

        return script._out.ToString();
    }

    private void Do(string[] words)
    {
        int a = words.Length > 1 && int.TryParse(words[1], out int first) ? first : 0;
        int b = words.Length > 2 && int.TryParse(words[2], out int second) ? second : 0;
        Dictionary<string, string> named = words.Where(w => w.Contains('='))
            .ToDictionary(w => w.Split('=')[0], w => w.Split('=')[1], StringComparer.Ordinal);
        ulong U(string name, ulong otherwise = 0) =>
            named.TryGetValue(name, out string? v) ? ulong.Parse(v, CultureInfo.InvariantCulture) : otherwise;
        switch (words[0])
        {
            case "node":
                _rig = new(ClusterRig.Settings(a, (int)U("nodes", 3), (int)U("slots", 1)), U("boot", 100 + (ulong)a));
                _printed = 0;
                break;
            case "arbiter":
                _rig.Arbiter = words[1];
                break;
            case "answer":
                _rig.Answer(0, words[1]);
                break;
            case "record":
                _rig.Put(a, new(U("epoch", 1), (int)U("owner"), U("boot", 1), U("seq"), Mask(named.GetValueOrDefault("sync", "")),
                    words.Contains("released"), named.ContainsKey("successor") ? (int)U("successor") : SlotRecord.None, U("committed"),
                    named.ContainsKey("forced") ? _rig.Wall - ((long)U("forced") * ClusterRig.Ms) : 0));
                break;
            case "delete":
                _rig.Delete(a);
                break;
            case "restore":
                _rig.GoBack(a);
                break;
            case "renewed":
                _rig.Renewed.Add(a);
                break;
            case "silent":
                _rig.Renewed.Remove(a);
                break;
            case "copy":
                _rig.Copy(a, U("durable"), U("epoch"), !words.Contains("broken"), U("appended", U("durable")));
                break;
            case "peers":
                _rig.PeersUp(U("durable"), U("epoch"));
                break;
            case "peer":
                Peer(a, words, U);
                break;
            case "run":
                _rig.Run(a);
                break;
            case "own":
                _rig.Own(Mask(words[1]));
                _printed = _rig.Seen.Count;
                break;
            case "ack":
                _rig.Ack(a, (ulong)b);
                break;
            case "pause":
                PauseRecord pause = new(words[1] == "on", "op", 1, "why");
                _rig.Step(new() { Kind = ClusterInputKind.Pause, Now = _rig.Now, Wall = _rig.Wall, Id = 9, Pause = pause });
                break;
            case "resumed":
                _rig.Step(new() { Kind = ClusterInputKind.DmmResumed, Now = _rig.Now, Wall = _rig.Wall, Sequence = (ulong)a, Bytes = [1, 2] });
                break;
            case "latch":
                _rig.Put(new ArbiterKey(ArbiterKeyKind.Dmm, 0), new DmmRecord((ulong)a, words[2] == "active", 1, words[2] == "active" ? null : [7]));
                break;
            default:
                Told(words, a, U);
                break;
        }
    }

    private void Told(string[] words, int a, Func<string, ulong, ulong> named)
    {
        ClusterInputKind kind = Enum.Parse<ClusterInputKind>(words[0], ignoreCase: true);
        bool isNamed = words.Any(w => w.StartsWith("node=", StringComparison.Ordinal));
        int node = kind == ClusterInputKind.PowerOff ? a : isNamed ? (int)named("node", 0) : SlotRecord.None;
        _rig.Say(kind, kind == ClusterInputKind.PowerOff ? 0 : a, node, named("epoch", 0), words.Contains("yes"), (long)named("id", 0));
    }

    private void Peer(int node, string[] words, Func<string, ulong, ulong> named)
    {
        Heartbeat beat = _rig.Beat(node);
        _rig.PeerUp[node] = !words.Contains("down");
        ref SlotBeat slot = ref beat.Slots[(int)named("slot", 0)];
        slot.Durable = named("durable", slot.Durable);
        slot.Epoch = named("epoch", slot.Epoch);
        slot.IsWhole = !words.Contains("broken");
        slot.Released = words.Contains("released");
        slot.Role = words.Contains("owner") ? SlotRole.Owner : SlotRole.Follower;
        beat.Boot = named("boot", beat.Boot);
        beat.Fingerprint = named("fingerprint", beat.Fingerprint);
        beat.DmmEpoch = named("dmm", beat.DmmEpoch);
        beat.Health = beat.DmmEpoch != 0 ? NodeHealth.Dmm : NodeHealth.None;
    }

    private static ulong Mask(string nodes) => nodes.Aggregate(0UL, (mask, c) => mask | (1UL << (c - '0')));

    private static string Names(ulong mask)
    {
        string names = "";
        for (; mask != 0; mask &= mask - 1)
        {
            names += BitOperations.TrailingZeroCount(mask);
        }

        return $"{{{names}}}";
    }

    private void Print()
    {
        for (; _printed < _rig.Seen.Count; _printed++)
        {
            (long at, ClusterEffect e) = _rig.Seen[_printed];
            string? text = Text(e);
            if (text is not null)
            {
                _out.Append(CultureInfo.InvariantCulture, $"{at / ClusterRig.Ms,8} {text}\n");
            }
        }
    }

    private static string? Text(in ClusterEffect e) => e.Kind switch
    {
        ClusterEffectKind.Beat => null,
        ClusterEffectKind.Call when e.Call!.IsRead => null,
        ClusterEffectKind.Call => $"swap at {e.Call!.Expected}: {Text(e.Call!.Value!)}",
        ClusterEffectKind.TakeOver => $"take over s{e.Slot} e{e.Epoch} until {e.Until / ClusterRig.Ms}",
        ClusterEffectKind.Deadline => $"deadline s{e.Slot} {e.Until / ClusterRig.Ms}",
        ClusterEffectKind.Committed => $"committed s{e.Slot} {e.Sequence}",
        ClusterEffectKind.Follow => $"follow s{e.Slot} n{e.Node} e{e.Epoch}",
        ClusterEffectKind.Event => $"event {e.Event} s{e.Slot} n{e.Node} e{e.Epoch}",
        ClusterEffectKind.Answer => $"answer {e.Id} {(e.Flag ? "yes" : "no")} {e.Event}",
        ClusterEffectKind.AnswerFailsafe => $"failsafe s{e.Slot} n{e.Node} e{e.Epoch}: {(e.Flag ? "yes" : "no")}",
        ClusterEffectKind.Peer => $"peer n{e.Node} {(e.Flag ? "silent" : "back")}",
        ClusterEffectKind.AskFailsafe => $"ask all s{e.Slot} e{e.Epoch} #{e.Id}",
        ClusterEffectKind.EnterDmm or ClusterEffectKind.LeaveDmm => $"{e.Kind} {e.Epoch}",
        _ => $"{e.Kind} s{e.Slot} e{e.Epoch}",
    };

    private static string Text(object value) => value switch
    {
        SlotRecord r => $"e{r.Epoch} n{r.Owner} seq {r.Seq} sync {Names(r.InSync)} committed {r.Committed}"
            + (r.Released ? $" released to n{r.Successor}" : "") + (r.ForcedAt != 0 ? " forced" : ""),
        DmmRecord d => $"dmm {d.Epoch} {(d.Active ? "active" : "resumed")}",
        PauseRecord p => $"pause {(p.Paused ? "on" : "off")}",
        _ => "?",
    };
}
