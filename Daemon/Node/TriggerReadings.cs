using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// What each trigger measured last on each scope: what operators see as its current value and its distance to the limit. A copy of
/// verdicts, written by the judge; nothing is decided from it.
/// </summary>
public sealed class TriggerReadings
{
    private readonly Reading[] _readings;
    private readonly int[] _warming = new int[TriggerNames.CatalogueCount];
    private readonly int _scopes;

    /// <summary>Fixes all memory.</summary>
    public TriggerReadings(int scopes)
    {
        _scopes = scopes;
        _readings = new Reading[TriggerNames.CatalogueCount * scopes];
    }

    /// <summary>The latest reading; its kind is <see cref="VerdictKind.None"/> where the trigger never judged the scope.</summary>
    /// <param name="trigger">A trigger of the catalogue.</param>
    /// <param name="scope">Index of the scope.</param>
    public ref readonly Reading Of(TriggerId trigger, int scope) => ref _readings[(((int)trigger - 1) * _scopes) + scope];

    /// <summary>Scopes on which a trigger has less than a third of its baseline .</summary>
    /// <param name="trigger">A trigger of the catalogue.</param>
    public int WarmingOn(TriggerId trigger) => _warming[(int)trigger - 1];

    internal void Note(TriggerId trigger, int scope, in Verdict verdict, long now)
    {
        ref Reading reading = ref _readings[(((int)trigger - 1) * _scopes) + scope];
        _warming[(int)trigger - 1] += (verdict.IsWarming ? 1 : 0) - (reading.IsWarming ? 1 : 0);
        reading.Evidence = verdict.Evidence;
        reading.Severity = verdict.Severity;
        reading.Kind = verdict.Kind;
        reading.IsWarming = verdict.IsWarming;
        reading.At = now;
    }
}
