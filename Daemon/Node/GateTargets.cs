using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What the gate shows and what it should show. A stricter word goes out at once; a looser one waits until the journal entries of the
/// step that allowed it are committed. A scope that tightens again while it waits stays tight: what goes out after a commit is
/// never looser than the target of that moment.
/// </summary>
public sealed class GateTargets
{
    private readonly ulong[] _published;
    private readonly ulong[] _target;
    private readonly ulong[] _waitsFor;
    private readonly int[] _waiting;
    private int _waitingCount;

    /// <summary>Starts with every cell denying everything, as a fresh page does.</summary>
    public GateTargets(int scopes)
    {
        _published = new ulong[scopes];
        _target = new ulong[scopes];
        _waitsFor = new ulong[scopes];
        _waiting = new int[scopes];
    }

    /// <summary>Scopes whose looser word waits for a commit.</summary>
    public int WaitingCount => _waitingCount;

    /// <summary>The word that readers of the gate see.</summary>
    public ulong PublishedOf(int scope) => _published[scope];

    /// <summary>The word that they will see when everything is committed.</summary>
    public ulong TargetOf(int scope) => _target[scope];

    /// <summary>Whether the gate shows all that the scope's state permits, and the entries that it rests on are committed.</summary>
    public bool IsSettled(int scope) => _waitsFor[scope] == 0;

    /// <summary>Sets the target; what is stricter goes to <paramref name="effects"/> at once.</summary>
    /// <param name="scope">Cell.</param>
    /// <param name="word">Permission word.</param>
    /// <param name="mode">Mode of the scope.</param>
    /// <param name="stage">Recovery stage.</param>
    /// <param name="moved">Whether mode or stage changed: the cell is then written again once that is committed, whatever the word.</param>
    /// <param name="effects">Where a stricter word goes.</param>
    public void Set(int scope, ulong word, Mode mode, byte stage, bool moved, Effects effects)
    {
        _target[scope] = word;
        ulong tight = _published[scope] & word;
        if (tight != _published[scope])
        {
            _published[scope] = tight;
            effects.Tighten(new GateWrite(scope, tight, mode, stage));
        }

        if (moved || tight != word)
        {
            Wait(scope);
        }
    }

    /// <summary>Tells under which journal sequence the entries of the latest step were appended: what began to wait then waits for it.</summary>
    public void Appended(ulong lastSequence)
    {
        for (int i = 0; i < _waitingCount; i++)
        {
            int scope = _waiting[i];
            if (_waitsFor[scope] == ulong.MaxValue)
            {
                _waitsFor[scope] = lastSequence;
            }
        }
    }

    /// <summary>Takes the next scope whose word may be loosened now that everything up to <paramref name="committed"/> is durable.</summary>
    /// <returns>The scope, or -1 when none is left.</returns>
    public int TakeCommitted(ulong committed)
    {
        for (int i = 0; i < _waitingCount; i++)
        {
            int scope = _waiting[i];
            if (_waitsFor[scope] <= committed)
            {
                _waiting[i] = _waiting[--_waitingCount];
                _waitsFor[scope] = 0;
                _published[scope] = _target[scope];
                return scope;
            }
        }

        return -1;
    }

    // A scope that waits already and is loosened further waits for the newer entries: later is stricter, never wrong.
    private void Wait(int scope)
    {
        if (_waitsFor[scope] == 0)
        {
            _waiting[_waitingCount++] = scope;
        }

        _waitsFor[scope] = ulong.MaxValue;
    }
}
