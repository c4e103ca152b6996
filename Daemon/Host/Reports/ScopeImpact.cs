using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>
/// What an incident did to one scope: the modes it went through and how long what was refused. Durations are exact, by the permission table; a
/// configuration may be stricter, and the platform's own mode holds for every scope beside this.
/// </summary>
public sealed class ScopeImpact
{
    private static readonly PermissionMatrix Table = new();

    private readonly List<ModeSpan> _spans = [];
    private readonly bool _isPlatform;

    /// <summary>Begins with a scope that is NORMAL.</summary>
    /// <param name="index">Index of the scope.</param>
    /// <param name="name">Its name.</param>
    public ScopeImpact(int index, string name)
    {
        Name = name;
        _isPlatform = index == Topology.Platform;
    }

    /// <summary>Name of the scope.</summary>
    public string Name { get; }

    /// <summary>The modes other than NORMAL, in their order.</summary>
    public IReadOnlyList<ModeSpan> Spans => _spans;

    /// <summary>The strictest mode that it came to.</summary>
    public Mode Worst { get; private set; }

    /// <summary>Time in another mode than NORMAL, nanoseconds.</summary>
    public long ProtectedNs => Sum(_ => true);

    /// <summary>Time in which new risk was refused (<c>open</c>), nanoseconds.</summary>
    public long OpenDeniedNs => Sum(span => PermissionOf(span, GateAction.Open) == Permission.Deny);

    /// <summary>Time in which withdrawals were held or refused, nanoseconds.</summary>
    public long WithdrawHeldNs => Sum(span => PermissionOf(span, GateAction.Withdraw) != Permission.Allow);

    /// <summary>Time in which rewards did not accrue, nanoseconds.</summary>
    public long AccrueDeniedNs => Sum(span => PermissionOf(span, GateAction.Accrue) == Permission.Deny);

    /// <summary>The mode and the stage now.</summary>
    public (Mode Mode, byte Stage) Now { get; private set; }

    /// <summary>Takes a transition.</summary>
    public void Take(in Transition move)
    {
        End(move.At);
        Now = (move.To, move.ToStage);
        Worst = move.To > Worst ? move.To : Worst;
        if (move.To != Mode.Normal)
        {
            _spans.Add(new ModeSpan(move.At, move.At, move.To, move.ToStage));
        }
    }

    /// <summary>Ends what goes on at a moment: the last one that the journal tells of.</summary>
    public void End(long at)
    {
        if (_spans.Count > 0 && Now.Mode != Mode.Normal)
        {
            _spans[^1] = _spans[^1] with { To = at > _spans[^1].From ? at : _spans[^1].From };
        }
    }

    private Permission PermissionOf(ModeSpan span, GateAction action) =>
        PermissionWord.Of(Table.WordOf(_isPlatform, span.Mode, span.Stage, containmentOrdered: false), action);

    private long Sum(System.Func<ModeSpan, bool> counts)
    {
        long sum = 0;
        foreach (ModeSpan span in _spans)
        {
            sum += counts(span) ? span.To - span.From : 0;
        }

        return sum;
    }
}
