using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// The latest verdicts of one trigger about items (markets) that may share a scope. The worst of those that tripped speaks for the scope, so
/// that a healthy market never clears what a sick one beside it trips. Part of the snapshot: a start must not forget which of them was sick.
/// </summary>
public sealed class VerdictBoard : IEvaluatorMemory
{
    private readonly Verdict[] _latest;
    private readonly int[] _scopeOf;
    private readonly int[] _next;
    private readonly bool[] _party;

    /// <summary>Fixes all memory.</summary>
    /// <param name="scopeOf">Scope of each item; items that share one are asked together.</param>
    public VerdictBoard(int[] scopeOf)
    {
        _scopeOf = scopeOf;
        _latest = new Verdict[scopeOf.Length];
        _next = new int[scopeOf.Length];
        _party = new bool[scopeOf.Length];
        for (int item = 0; item < scopeOf.Length; item++)
        {
            // A ring through the items of one scope: from any item all others are reached.
            _next[item] = item;
            int before = System.Array.IndexOf(scopeOf, scopeOf[item]);
            if (before < item)
            {
                _next[item] = _next[before];
                _next[before] = item;
            }
        }
    }

    /// <summary>Scope of an item.</summary>
    public int ScopeOf(int item) => _scopeOf[item];

    /// <summary>
    /// Notes an item's verdict. While the scope's cause is latched the items that tripped it speak, the worst of them first: a market that
    /// could not trip (nothing to compare it with) must not keep the cause from clearing either. Where it is not known which of them tripped (the
    /// journal has the cause, the latest snapshot did not), all that are not clear speak.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="verdict">Its verdict; one that says nothing new leaves the latest in place.</param>
    /// <param name="latched">Whether the scope's cause is active.</param>
    /// <returns>The verdict on the scope.</returns>
    public Verdict Note(int item, in Verdict verdict, bool latched)
    {
        if (verdict.Kind != VerdictKind.None)
        {
            _latest[item] = verdict;
        }

        Verdict worst = _latest[item];
        bool isParty = worst.Kind == VerdictKind.Trip || (latched && _party[item]);
        _party[item] = isParty;
        for (int other = _next[item]; other != item; other = _next[other])
        {
            _party[other] &= latched || _latest[other].Kind == VerdictKind.Trip;
            if (_party[other] && (!isParty || IsWorse(_latest[other], worst)))
            {
                worst = _latest[other];
                isParty = true;
            }
        }

        return latched && !isParty ? WorstOfRing(item) : worst;
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_latest.Length);
        for (int item = 0; item < _latest.Length; item++)
        {
            writer.Bool(_party[item]);
            VerdictMemory.Write(writer, _latest[item]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _latest.Length, "items of a board");
        for (int item = 0; item < _latest.Length; item++)
        {
            _party[item] = reader.Bool();
            _latest[item] = VerdictMemory.Read(ref reader);
        }
    }

    /// <summary>Whether one verdict binds more than another: a trip before the space between the levels, before no data, before clear.</summary>
    public static bool IsWorse(in Verdict one, in Verdict other)
    {
        int rank = RankOf(one.Kind) - RankOf(other.Kind);
        return rank > 0 || (rank == 0 && one.Kind == VerdictKind.Trip && one.Severity < other.Severity);
    }

    private Verdict WorstOfRing(int item)
    {
        Verdict worst = _latest[item];
        for (int other = _next[item]; other != item; other = _next[other])
        {
            bool speaks = _latest[other].Kind is VerdictKind.Trip or VerdictKind.Between;
            worst = speaks && IsWorse(_latest[other], worst) ? _latest[other] : worst;
        }

        return worst;
    }

    private static int RankOf(VerdictKind kind) => kind switch
    {
        VerdictKind.Trip => 4,
        VerdictKind.Between => 3,
        VerdictKind.NoData => 2,
        VerdictKind.Clear => 1,
        _ => 0,
    };
}
