using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Security.Cryptography;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Safety;

/// <summary>
/// Breadth-first search over every reachable state of a small platform: one venue, one asset, one route. Time stands still, and states
/// that differ only in numbers that no guard compares (cause numbers, the trip log, epochs above the first) count as one.
/// </summary>
public sealed class ReachableStatesTests(ITestOutputHelper output)
{
    private readonly SafetyState _state = new(SafetyFixture.SmallTopology(), SearchInputs.RequiredSignatures);
    private readonly SafetyState _second = new(SafetyFixture.SmallTopology(), SearchInputs.RequiredSignatures);
    private readonly TransitionList _transitions = new();
    private readonly CanonicalWriter _writer = new();
    private readonly List<Node> _nodes = [];
    private readonly HashSet<ulong> _known = [];
    private readonly Queue<(int Node, byte[] Bytes)> _frontier = new();
    private readonly SafetyInput[] _inputs = SearchInputs.All();
    private long _transitionsTried;
    private long _applied;
    private int _ofDmm;

    private readonly record struct Node(int Parent, int Input, short Depth);

    [Fact]
    public void Every_reachable_state_keeps_the_laws_and_has_a_signed_way_out()
    {
        Stopwatch watch = Stopwatch.StartNew();
        SafetyLaws laws = new(_state.ScopeCount, SearchInputs.RequiredSignatures);
        _known.Add(KeyOf(_state));
        Discover(new Node(-1, -1, 0));
        int depth = 0;
        while (_frontier.TryDequeue(out (int Node, byte[] Bytes) from))
        {
            depth = _nodes[from.Node].Depth;
            Restore(_state, from.Bytes);
            _ofDmm += _state.ModeOf(Topology.Platform) == Mode.Dmm ? 1 : 0;
            for (int i = 0; i < _inputs.Length; i++)
            {
                SafetyInput input = SearchInputs.In(_state, _inputs[i]);
                laws.Before(_state);
                SafetyOutcome outcome = _state.Step(input, _transitions);
                laws.After(_state, input, outcome, _transitions);
                _transitionsTried++;
                _writer.Clear();
                _state.Write(_writer);
                if (outcome != SafetyOutcome.Applied)
                {
                    SafetyLaws.Holds(_writer.Written.SequenceEqual(from.Bytes), "an input that is not applied changed the state");
                    continue;
                }

                _applied++;
                laws.Always(_state);
                if (_known.Add(KeyOf(_state)))
                {
                    Discover(new Node(from.Node, i, (short)(depth + 1)));
                }

                Restore(_state, from.Bytes);
            }

            Heals(laws, from.Bytes);
        }

        output.WriteLine(
            $"{_nodes.Count} states ({_ofDmm} of DMM), {_inputs.Length} inputs, {_transitionsTried} transitions tried, {_applied} applied, "
            + $"depth {depth}, {watch.ElapsedMilliseconds} ms");
        Assert.True(_nodes.Count > 10_000, $"only {_nodes.Count} states: the search does not reach what it should");
        Assert.InRange(_ofDmm, 1000, _nodes.Count - 1000);
    }

    // A new state: its form reads back to the same form, and replaying its whole history on a second machine gives the same hash.
    private void Discover(Node node)
    {
        _writer.Clear();
        _state.Write(_writer);
        byte[] bytes = _writer.Written.ToArray();
        Restore(_second, bytes);
        _writer.Clear();
        _second.Write(_writer);
        SafetyLaws.Holds(_writer.Written.SequenceEqual(bytes), "Write, Read, Write is not the identity");

        SafetyState replica = Replay(node);
        _writer.Clear();
        replica.Write(_writer);
        SafetyLaws.Holds(SHA256.HashData(_writer.Written).AsSpan().SequenceEqual(SHA256.HashData(bytes)), "a replay gives another hash");
        _nodes.Add(node);
        _frontier.Enqueue((_nodes.Count - 1, bytes));
    }

    private SafetyState Replay(Node node)
    {
        Stack<int> path = new();
        while (node.Input >= 0)
        {
            path.Push(node.Input);
            node = _nodes[node.Parent];
        }

        Restore(_second, Fresh);
        TransitionList transitions = new();
        while (path.TryPop(out int input))
        {
            Assert.Equal(SafetyOutcome.Applied, _second.Step(SearchInputs.In(_second, _inputs[input]), transitions));
        }

        return _second;
    }

    private static byte[] Fresh { get; } = SafetyFixture.BytesOf(new SafetyState(SafetyFixture.SmallTopology(), SearchInputs.RequiredSignatures));

    // Liveness: from here every cause can clear, DMM can be signed off, and every scope comes back to NORMAL stage by stage. No step may fail.
    private void Heals(SafetyLaws laws, byte[] bytes)
    {
        if (_state.ModeOf(Topology.Platform) == Mode.Dmm)
        {
            SafetyInput resume = new()
            {
                Kind = SafetyInputKind.Resume,
                At = 1,
                Criteria = ResumptionCriteria.All,
                Signatures = SearchInputs.RequiredSignatures,
                DmmEpoch = _state.DmmEpoch,
            };
            SafetyLaws.Holds(_state.Step(resume, _transitions) == SafetyOutcome.Applied, "no signed way out of DMM");
        }

        foreach ((int scope, TriggerId trigger, _) in SearchInputs.Causes)
        {
            SafetyInput clear = new() { Kind = SafetyInputKind.Clear, At = 1, Scope = scope, Trigger = trigger };
            SafetyLaws.Holds(_state.Step(clear, _transitions) != SafetyOutcome.Refused, "a cause that cannot clear");
        }

        for (int scope = 0; scope < _state.ScopeCount; scope++)
        {
            while (_state.ModeOf(scope) == Mode.Recovery)
            {
                SafetyInput pass = new()
                {
                    Kind = SafetyInputKind.StagePassed,
                    At = 1,
                    Scope = scope,
                    Stage = _state.StageOf(scope),
                    Checks = RecoveryChecks.All,
                };
                SafetyLaws.Holds(_state.Step(pass, _transitions) == SafetyOutcome.Applied, "recovery is stuck");
            }

            SafetyLaws.Holds(_state.ModeOf(scope) == Mode.Normal, $"scope {scope} does not come back to NORMAL");
        }

        laws.Always(_state);
        SafetyLaws.Holds(_state.Causes.Count == 0, "a cause outlives recovery");
        Restore(_state, bytes);
    }

    private static void Restore(SafetyState state, byte[] bytes)
    {
        CanonicalReader reader = new(bytes);
        state.Read(ref reader);
        reader.End();
    }

    // 5 bits a scope, 5 bits a cause, containment and whether it is of the platform, and whether there ever was a DMM.
    private static ulong KeyOf(SafetyState state)
    {
        ulong key = (state.Contained ? 1UL : 0) | (state.DmmEpoch > 0 ? 2UL : 0) | (state.ContainedScope == Topology.Platform ? 4UL : 0);
        for (int scope = 0; scope < state.ScopeCount; scope++)
        {
            key = (key << 5) | ((ulong)state.ModeOf(scope) << 3) | state.StageOf(scope);
        }

        foreach ((int scope, TriggerId trigger, _) in SearchInputs.Causes)
        {
            int slot = state.Causes.Find(scope, trigger);
            Cause cause = slot < 0 ? default : state.Causes[slot];
            ulong severity = slot < 0 ? 0 : (ulong)cause.Severity - 1;
            key = (key << 5) | ((ulong)cause.Status << 3) | (severity << 1) | (cause.Systemic ? 1UL : 0);
        }

        return key;
    }
}
