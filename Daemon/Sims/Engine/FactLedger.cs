using System.Collections.Generic;
using Basisd.Node;

namespace Basisd.Sims.Engine;

/// <summary>
/// Facts (order events, fills) that the daemon may not have durable yet. A session that ends, or a daemon that is killed, loses what it had not
/// written; so each fact stays here until a commit that was sent behind it is confirmed, and is told again in the next session. At least once,
/// in order, never silently dropped. For one thread at a time: its owner locks.
/// </summary>
internal sealed class FactLedger
{
    /// <summary>Facts kept; an engine that has as many unconfirmed places no further order.</summary>
    public const int Capacity = 65_536;

    private readonly Queue<Observation> _facts = new();
    private int _sent;
    private int _committed;
    private long _commit;

    /// <summary>Facts that are not confirmed.</summary>
    public int Count => _facts.Count;

    /// <summary>Whether a commit would confirm something, or none was ever made in this session.</summary>
    public bool IsCommitDue => _commit == 0;

    /// <summary>Whether new orders must wait.</summary>
    public bool IsFull => _facts.Count >= Capacity;

    /// <summary>Keeps a fact.</summary>
    public void Add(in Observation fact) => _facts.Enqueue(fact);

    /// <summary>Forgets what was sent: a new session begins.</summary>
    public void Restart()
    {
        _sent = 0;
        _commit = 0;
    }

    /// <summary>Takes the facts that this session was not told yet, oldest first.</summary>
    public void TakeUnsent(List<Observation> to)
    {
        int index = 0;
        foreach (Observation fact in _facts)
        {
            if (index++ >= _sent)
            {
                to.Add(fact);
            }
        }

        _sent = _facts.Count;
    }

    /// <summary>A commit was sent behind everything that this session was told.</summary>
    public void Committing(long id)
    {
        _commit = id;
        _committed = _sent;
    }

    /// <summary>A commit is durable: so is what was sent before it.</summary>
    public void Confirmed(long id)
    {
        if (id != _commit)
        {
            return;
        }

        for (int i = 0; i < _committed; i++)
        {
            _facts.Dequeue();
        }

        _sent -= _committed;
        _committed = 0;
        _commit = 0;
    }

    /// <summary>A commit was not taken.</summary>
    public void Refused(long id) => _commit = id == _commit ? 0 : _commit;
}
