using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Safety;

namespace Basisd.Tests.Incidents;

/// <summary>
/// Breadth-first search over every state that up to <see cref="MostEvents"/> events lead to, in any order. Two states count as one when they
/// differ in numbers only that nothing compares: which number a cause has, when it tripped, how many DMM there were. What a remembered plan
/// has in common with the state is part of it. Each event starts from a snapshot, so that a restart lies between any two.
/// </summary>
internal sealed class DmmSearch(DmmRules rules, DmmEvent[] events, bool twoPlans) : IDisposable
{
    public const int MostEvents = 12;

    private static readonly DmmEvent[] s_passes = Array.FindAll(DmmEvents.All, e => e.Input?.Kind == SafetyInputKind.StagePassed);
    private static readonly DmmEvent[] s_mending = [.. DmmEvents.Mending.Select(name => Array.Find(DmmEvents.All, e => e.Name == name)!)];

    private readonly DmmWorld _world = new(rules, twoPlans);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<(DmmMoment Moment, int Node)> _frontier = new();
    private readonly List<(int Parent, int Event, int Depth)> _nodes = [];
    private readonly StringBuilder _form = new();

    public int States => _nodes.Count;

    public int OfDmm { get; private set; }

    public long Tried { get; private set; }

    public long Changed { get; private set; }

    public int Depth { get; private set; }

    public int Verifications => _world.Verifications;

    /// <summary>Searches.</summary>
    /// <returns>Null, or the law that is broken and the shortest way there.</returns>
    public string? Run(int mostEvents = MostEvents)
    {
        Discover(-1, -1, 0);
        while (_frontier.TryDequeue(out (DmmMoment Moment, int Node) from))
        {
            Depth = _nodes[from.Node].Depth;
            _world.Restore(from.Moment);
            OfDmm += _world.InDmm ? 1 : 0;
            if (WayOut() is { } stuck)
            {
                return $"{stuck} after: {PathOf(from.Node, -1)}";
            }

            for (int i = 0; i < events.Length && Depth < mostEvents; i++)
            {
                _world.Restore(from.Moment);
                string? broken = Step(from.Node, i);
                if (broken is not null)
                {
                    return $"{broken} after: {PathOf(from.Node, i)}";
                }
            }
        }

        return null;
    }

    public void Dispose() => _world.Dispose();

    private string? Step(int node, int number)
    {
        DmmEvent happened = events[number];
        bool wasDmm = _world.InDmm;
        bool wasContained = _world.Safety.Contained;
        int scope = _world.Safety.ContainedScope;
        string picture = happened.Signed is null ? string.Empty : _world.Picture();
        int rightly = happened.Signed is null ? 0 : _world.RightlySigned(happened, picture);
        Tried++;
        if (!_world.Happen(happened))
        {
            return rightly >= DmmRules.RequiredSignatures && happened.Act is null && wasDmm ? "what was rightly signed is refused" : null;
        }

        Changed++;
        bool left = wasDmm && !_world.InDmm;
        bool signed = rightly >= DmmRules.RequiredSignatures;
        if (left && !(signed && happened.Act is null))
        {
            return "DMM is left without the signatures over what was shown";
        }

        if (left && (_world.Safety.ModeOf(Topology.Platform) != Mode.Recovery || _world.Safety.StageOf(Topology.Platform) != 0))
        {
            return "DMM leads elsewhere than to the first stage of recovery";
        }

        bool contains = _world.Safety.Contained && (!wasContained || _world.Safety.ContainedScope != scope);
        if (contains && !(signed && happened.Act is not null && wasDmm))
        {
            return "exposure is contained without the signatures over what was shown";
        }

        Discover(node, number, _nodes[node].Depth + 1);
        return null;
    }

    private void Discover(int parent, int happened, int depth)
    {
        if (_known.Add(Key()))
        {
            _nodes.Add((parent, happened, depth));
            _frontier.Enqueue((_world.Save(), _nodes.Count - 1));
        }
    }

    // What permitted acts lead back from here; no step of it may be refused where it is needed.
    private string? WayOut()
    {
        foreach (DmmEvent mending in s_mending)
        {
            _world.Happen(mending);
        }

        for (int round = 0; round <= PermissionMatrix.LastStage; round++)
        {
            foreach (DmmEvent pass in s_passes)
            {
                _world.Happen(pass);
            }
        }

        for (int scope = 0; scope < _world.Safety.ScopeCount; scope++)
        {
            if (_world.Safety.ModeOf(scope) != Mode.Normal)
            {
                return $"there is no way out for scope {scope}, which stays in {_world.Safety.ModeOf(scope)},";
            }
        }

        bool clean = _world.Safety.Causes.Count == 0 && !_world.Safety.Contained && _world.Incidents.OpenId == 0;
        return clean ? null : "the way out leaves a cause, a containment or an incident";
    }

    private string PathOf(int node, int last)
    {
        List<string> path = last < 0 ? [] : [events[last].Name];
        for (; _nodes[node].Parent >= 0; node = _nodes[node].Parent)
        {
            path.Insert(0, events[_nodes[node].Event].Name);
        }

        return string.Join(" | ", path);
    }

    private string Key()
    {
        SafetyState safety = _world.Safety;
        _form.Clear();
        for (int scope = 0; scope < safety.ScopeCount; scope++)
        {
            _form.Append((char)((int)safety.ModeOf(scope) + 1)).Append((char)(safety.StageOf(scope) + 1));
        }

        _form.Append((char)(safety.ContainedScope + 2)).Append(safety.DmmEpoch > 0 ? 'e' : '-');
        _form.Append(_world.Incidents.OpenId > 0 ? 'i' : '-');
        Relate(_world.Shown);
        Relate(_world.Older);
        string[] shown = PartsOf(_world.Shown);
        string[] older = PartsOf(_world.Older);
        List<string> causes = [];
        foreach (Cause cause in _world.Causes())
        {
            string part = DmmWorld.PartOf(cause);
            int known = (Array.IndexOf(shown, part) >= 0 ? 1 : 0) | (Array.IndexOf(older, part) >= 0 ? 2 : 0)
                | (cause.Id == safety.SystemicCauseId ? 4 : 0);
            causes.Add($";{cause.Scope} {(int)cause.Trigger} {(int)cause.Severity} {cause.Systemic} {(int)cause.Status} {known}");
        }

        causes.Sort(string.CompareOrdinal);
        _form.AppendJoin(string.Empty, causes);
        return _form.ToString();
    }

    // How a remembered plan stands to the state: what of it is over for ever, and how the modes were.
    private void Relate(ShownPlan? plan)
    {
        if (plan is null)
        {
            _form.Append('n');
            return;
        }

        string[] parts = PartsOf(plan);
        HashSet<string> now = [.. _world.Causes().Select(DmmWorld.PartOf)];
        string[] head = parts[0].Split(' ');
        int relation = (head[0] == $"{_world.Safety.DmmEpoch}" ? 1 : 0) | (head[1] == $"{_world.Incidents.OpenId}" ? 2 : 0)
            | (head[2] == $"{_world.Safety.SystemicCauseId}" ? 4 : 0) | (parts.Skip(2).All(now.Contains) ? 8 : 0)
            | (_world.Now >= plan.ExpiresAt * FixedPoint.Second ? 16 : 0) | (plan == _world.Shown ? 32 : 0);
        _form.Append((char)(relation + 64)).Append((relation & 15) == 15 ? parts[1] : "x");
    }

    private static string[] PartsOf(ShownPlan? plan) => plan?.Picture.Split(';') ?? [];
}
