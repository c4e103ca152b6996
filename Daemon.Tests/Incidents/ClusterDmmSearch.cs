using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;

namespace Basisd.Tests.Incidents;

/// <summary>
/// Breadth-first search over the DMM of a cluster, with the real core behind the control slot and another one: own halts, the arbiter's record and
/// who sees it, takeovers with and without the tail that was not committed, fences, signatures, thieves. Between any two events a slot is led to its
/// state by its journal anew, as on another node.
/// </summary>
internal sealed class ClusterDmmSearch(ClusterDmmBreach breach)
{
    private static readonly string[] Acts =
    [
        "halts", "asks", "sees", "commits", "is taken over", "is taken over without its tail", "is fenced",
        "resumes signed", "resumes unsigned", "resumes signed for itself alone", "tells the end",
    ];

    private readonly NodeGuards _without =
        breach == ClusterDmmBreach.OwnSignaturesAreEnough ? NodeGuards.ResumesOfCluster : NodeGuards.None;

    private readonly Dictionary<(object Journal, int Entries), ClusterDmmFacts> _facts = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<(ClusterDmmState State, string Path, int Depth)> _frontier = new();

    public int States => _known.Count;

    public long Tried { get; private set; }

    /// <summary>Searches.</summary>
    /// <returns>Null, or the law that is broken and the shortest way there.</returns>
    public string? Run(int mostEvents)
    {
        ClusterDmmState first = new(ClusterDmmSlot.Begin(_without), ClusterDmmSlot.Begin(_without), 0, false, false, 0, 2);
        Discover(first, "", 0);
        while (_frontier.TryDequeue(out (ClusterDmmState State, string Path, int Depth) from))
        {
            if (WayOut(from.State) is { } stuck)
            {
                return $"{stuck} after:{from.Path}";
            }

            for (int act = 0; act <= 2 * Acts.Length && from.Depth < mostEvents; act++)
            {
                Tried++;
                string name = act == 2 * Acts.Length ? "a thief writes an end" : $"{(act % 2 == 0 ? "control" : "other")} {Acts[act / 2]}";
                ClusterDmmState to = Happen(from.State, act);
                if (Broken(from.State, to) is { } broken)
                {
                    return $"{broken} after:{from.Path} | {name}";
                }

                Discover(to, $"{from.Path} | {name}", from.Depth + 1);
            }
        }

        return null;
    }

    private void Discover(ClusterDmmState state, string path, int depth)
    {
        if (_known.Add(KeyOf(state)))
        {
            _frontier.Enqueue((state, path, depth));
        }
    }

    private string? Broken(ClusterDmmState before, ClusterDmmState after)
    {
        bool ends = before.IsActive && !after.IsActive && after.IsSigned;
        if (ends && (after.Signed >> (int)after.Epoch & 1) == 0)
        {
            return "the arbiter's record ends by what nobody signed";
        }

        return after.Epoch < before.Epoch ? "the cluster's epoch goes back"
            : Broken(before.Control, after, after.Control) ?? Broken(before.Other, after, after.Other);
    }

    private string? Broken(ClusterDmmSlot was, ClusterDmmState after, ClusterDmmSlot now)
    {
        if (was.Journal == now.Journal)
        {
            return null;
        }

        ClusterDmmFacts left = FactsOf(was, was.Journal.Length);
        ClusterDmmFacts found = FactsOf(now, now.Journal.Length);
        if (!left.InDmm || found.InDmm)
        {
            return null;
        }

        if (now.Epoch > was.Epoch)
        {
            // What was never committed may be lost with its tail, and nothing else.
            return FactsOf(was, was.Committed).InDmm || now.Journal.Length > was.Journal.Length ? "a takeover loses DMM" : null;
        }

        return !left.IsActive || (after.Signed >> (int)left.Epoch & 1) == 0 ? "DMM is left unsigned"
            : found.Mode != Mode.Recovery || found.Stage != 0 ? "DMM leads elsewhere than to the first stage of recovery"
            : null;
    }

    private ClusterDmmState Happen(ClusterDmmState state, int act)
    {
        ClusterDmmState next = state with { Now = state.Now + 1 };
        if (act == 2 * Acts.Length)
        {
            return state.IsActive ? next with { IsActive = false, IsSigned = false } : next;
        }

        bool isControl = act % 2 == 0;
        ClusterDmmSlot slot = isControl ? state.Control : state.Other;
        string what = Acts[act / 2];
        ClusterDmmSlot then = what switch
        {
            "is taken over" => slot.TakenOver(breach == ClusterDmmBreach.TakeoverForgets ? 0 : slot.Journal.Length, next.Now, _without),
            "is taken over without its tail" => slot.TakenOver(slot.Committed, next.Now, _without),
            "is fenced" => slot with { IsActing = false },
            _ when !slot.IsActing => slot,
            "commits" => slot with { Committed = slot.Journal.Length },
            _ => Step(slot, what, isControl, ref next),
        };
        return isControl ? next with { Control = then } : next with { Other = then };
    }

    private ClusterDmmSlot Step(ClusterDmmSlot slot, string what, bool isControl, ref ClusterDmmState state)
    {
        NodeRig rig = slot.Led(slot.Journal.Length, state.Now, _without);
        ClusterDmmBook book = rig.Core.State.ClusterDmm;
        switch (what)
        {
            case "halts":
                rig.Act(NodeInputKind.Halt, "platform");
                break;
            case "asks" when rig.Core.AwaitsClusterDmm && !state.IsActive && breach != ClusterDmmBreach.OwnHaltIsNotTold:
                state = state with { Epoch = state.Epoch + 1, IsActive = true, IsSigned = false };
                break;
            case "sees":
                See(rig, state);
                break;
            case "resumes signed" when isControl:
                bool holds = book.IsActive;
                long epoch = book.Epoch;
                if (Resume(rig, 1, epoch, "signed") == StepResult.Done && holds)
                {
                    state = state with { Signed = state.Signed | 1UL << (int)epoch };
                }

                break;
            case "resumes unsigned" when isControl:
                Resume(rig, breach == ClusterDmmBreach.UnsignedCounts ? 1 : 0, book.Epoch, "nobody");
                break;
            case "resumes signed for itself alone":
                Resume(rig, 1, 0, "");
                break;
            case "tells the end" when isControl && slot.Committed == slot.Journal.Length:
                bool isLacking = state.IsActive || !state.IsSigned;
                bool has = book.HasAny && !book.IsActive && book.Epoch == state.Epoch && isLacking;
                state = has ? state with { IsActive = false, IsSigned = true } : state;
                break;
        }

        return rig.Journal.Count == slot.Journal.Length ? slot : slot.After(rig);
    }

    // As the loop carries out what the arbiter has: an epoch is entered on sight, and left by what was verified.
    private void See(NodeRig rig, ClusterDmmState state)
    {
        ClusterDmmBook book = rig.Core.State.ClusterDmm;
        if (state.IsActive && book.Epoch < state.Epoch)
        {
            rig.Step(new NodeInput { Kind = NodeInputKind.ClusterDmm, Now = rig.Now, Number = state.Epoch, Text = "node-a"u8 });
        }
        else if (!state.IsActive && book.CanEnd(state.Epoch) && (state.IsSigned || breach == ClusterDmmBreach.EndIsNotVerified))
        {
            rig.Step(new NodeInput
            {
                Kind = NodeInputKind.ClusterResume,
                Now = rig.Now,
                Number = state.Epoch,
                Signatures = 1,
                Resumption = "signed"u8,
            });
        }
    }

    private static StepResult Resume(NodeRig rig, int signatures, long epoch, string resumption) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.Resume,
        Now = rig.Now,
        Argument0 = epoch,
        Signatures = signatures,
        DmmEpoch = rig.Core.State.Safety.DmmEpoch,
        Attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked,
        Resumption = Encoding.UTF8.GetBytes(resumption),
        Text = "x"u8,
    });

    // What an honest crew and two nodes that live do, until nothing is in DMM.
    private string? WayOut(ClusterDmmState state)
    {
        for (int round = 0; round < 3; round++)
        {
            // Halting is cheap, and begins an epoch that everybody sees: the way out where the arbiter's record was spoilt.
            state = round == 0 ? state : Happen(state, ActOf("halts", 0));
            state = state.Control.IsActing ? state : Happen(state, ActOf("is taken over", 0));
            state = state.Other.IsActing ? state : Happen(state, ActOf("is taken over", 1));
            foreach (string what in new[] { "asks", "sees", "resumes signed", "commits", "tells the end", "sees" })
            {
                state = Happen(Happen(state, ActOf(what, 1)), ActOf(what, 0));
            }

            if (!state.IsActive && !IsInDmm(state.Control) && !IsInDmm(state.Other))
            {
                return null;
            }
        }

        return "there is no way out";
    }

    private bool IsInDmm(ClusterDmmSlot slot) => FactsOf(slot, slot.Journal.Length).InDmm;

    private string KeyOf(ClusterDmmState state) =>
        $"{KeyOf(state.Control, state.Epoch)}|{KeyOf(state.Other, state.Epoch)}|{state.Epoch > 0} {state.IsActive} {state.IsSigned} "
        + $"{state.Signed >> (int)state.Epoch & 1}";

    private string KeyOf(ClusterDmmSlot slot, long epoch)
    {
        string whole = FactsOf(slot, slot.Journal.Length).Key(epoch);
        string committed = FactsOf(slot, slot.Committed).Key(epoch);
        return $"{slot.IsActing} {whole} {(slot.Committed == slot.Journal.Length ? "all" : committed)}";
    }

    private ClusterDmmFacts FactsOf(ClusterDmmSlot slot, int entries)
    {
        if (!_facts.TryGetValue((slot.Journal, entries), out ClusterDmmFacts? facts))
        {
            facts = ClusterDmmFacts.Of(slot.Led(entries, 0, _without).Core);
            _facts.Add((slot.Journal, entries), facts);
        }

        return facts;
    }

    private static int ActOf(string what, int slot) => (Array.IndexOf(Acts, what) * 2) + slot;
}
