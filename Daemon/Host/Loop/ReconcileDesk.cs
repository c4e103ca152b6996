using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Host.Http;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>
/// Operators' questions about reconciliation: what differs now, what differs after one more poll, and that somebody explained it. A poll is
/// answered when one that began after the question has ended, or when it has taken too long. It compares nothing.
/// </summary>
internal sealed class ReconcileDesk
{
    /// <summary>Questions that wait for a poll; more are refused.</summary>
    public const int Capacity = 32;

    /// <summary>Longest wait for a poll, nanoseconds: below what an operator waits for any act.</summary>
    public const long PatienceNs = 8 * FixedPoint.Second;

    private readonly NodeParts _parts;
    private readonly Action<PendingCommand, OperatorReply> _answer;
    private readonly List<Waiting> _waiting = new(Capacity);

    /// <summary>Creates the desk.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="answer">Answers an operator once everything up to now is durable.</param>
    public ReconcileDesk(NodeParts parts, Action<PendingCommand, OperatorReply> answer)
    {
        _parts = parts;
        _answer = answer;
    }

    /// <summary>Takes a question.</summary>
    /// <param name="pending">The question.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="step">The way into the core.</param>
    public void Take(PendingCommand pending, long now, Func<int, uint, byte[], StepResult> step)
    {
        string name = pending.Command.Scope;
        int venue = Array.FindIndex(_parts.Core.Topology.Venues, v => v.Name == name);
        if (name.Length > 0 && (venue < 0 || !_parts.Core.Reconciler.HasGateway(venue)))
        {
            Refuse(pending, venue < 0 ? $"there is no venue '{name}'" : $"venue {name} has no gateway: nothing reads its records");
            return;
        }

        switch (pending.Command.Act)
        {
            case OperatorAct.Poll: Poll(pending, venue, now); break;
            case OperatorAct.Explain:
                int open = _parts.Core.State.Records.Of(venue)?.Differences.Count ?? 0;
                if (open == 0 || step(venue, pending.Command.Uid, Encoding.UTF8.GetBytes(pending.Command.Reason)) != StepResult.Done)
                {
                    Refuse(pending, $"{name} has no open difference to explain");
                    break;
                }

                int left = _parts.Core.State.Records.Of(venue)?.Differences.Count ?? 0;
                Show(pending, venue, $"{open - left} differences of {name} are explained" + (left > 0
                    ? $"; {left} remain: a position is mended by the engine or at the venue, not by words" : string.Empty));
                break;
            default: Show(pending, venue, string.Empty); break;
        }
    }

    /// <summary>Answers those whose polls have ended.</summary>
    public void Advance(long now)
    {
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            Waiting one = _waiting[i];
            int missing = 0;
            int failed = 0;
            foreach ((int venue, long failures) in one.Venues)
            {
                PollWatch polls = _parts.Core.Reconciler.PollsOf(venue);
                bool done = polls.CompleteBegan >= one.Asked;
                failed += !done && polls.Failed > failures ? 1 : 0;
                missing += !done && polls.Failed <= failures ? 1 : 0;
            }

            if (missing > 0 && now - one.Asked < PatienceNs)
            {
                continue;
            }

            _waiting.RemoveAt(i);
            string message = missing > 0 ? $"{missing} polls did not end within {PatienceNs / FixedPoint.Second} s"
                : failed > 0 ? $"{failed} polls failed" : "polled";
            Show(one.Pending, one.Venue, message);
        }
    }

    private void Poll(PendingCommand pending, int only, long now)
    {
        if (_waiting.Count == Capacity)
        {
            Refuse(pending, $"{Capacity} others wait for a poll already; try again");
            return;
        }

        List<(int Venue, long Failures)> venues = [];
        foreach (Venue venue in _parts.Core.Topology.Venues)
        {
            if (_parts.Core.Reconciler.HasGateway(venue.Index) && (only < 0 || only == venue.Index))
            {
                venues.Add((venue.Index, _parts.Core.Reconciler.PollsOf(venue.Index).Failed));
                _parts.Gateways?.PollNow(venue.Index, out _);
            }
        }

        if (venues.Count == 0)
        {
            Refuse(pending, "no venue has a gateway: there is nothing to reconcile with; see topology.venues[].gateway_url");
            return;
        }

        _waiting.Add(new Waiting(pending, only, now, venues));
    }

    private void Show(PendingCommand pending, int venue, string message) =>
        _answer(pending, new OperatorReply(true, message, "platform", "-", 0) { Ledgers = LedgerList.Of(_parts.Core, venue, message) });

    private void Refuse(PendingCommand pending, string why) => _answer(pending, new OperatorReply(false, why, "platform", "-", 0));

    private sealed record Waiting(PendingCommand Pending, int Venue, long Asked, List<(int Venue, long Failures)> Venues);
}
