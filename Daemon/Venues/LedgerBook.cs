using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The latest balance pair per route: ours, the venue's, in flight (SPEC 4, 9). The difference is exact; there is no tolerance on amounts.
/// A route whose pair was never reported has no ledger to check; one whose latest pair differs is never clean.
/// </summary>
public sealed class LedgerBook
{
    private readonly long[] _ours;
    private readonly long[] _venues;
    private readonly long[] _inFlight;
    private readonly bool[] _reported;

    /// <summary>Starts with no pair reported.</summary>
    public LedgerBook(int routes)
    {
        _ours = new long[routes];
        _venues = new long[routes];
        _inFlight = new long[routes];
        _reported = new bool[routes];
    }

    /// <summary>Whether a pair says something that the book does not hold yet.</summary>
    public bool IsNews(int route, long ours, long venues, long inFlight) =>
        !_reported[route] || _ours[route] != ours || _venues[route] != venues || _inFlight[route] != inFlight;

    /// <summary>Takes one pair, amounts in 1e-8.</summary>
    public void Set(int route, long ours, long venues, long inFlight)
    {
        _ours[route] = ours;
        _venues[route] = venues;
        _inFlight[route] = inFlight;
        _reported[route] = true;
    }

    /// <summary>Whether a pair was ever reported.</summary>
    public bool IsReported(int route) => _reported[route];

    /// <summary>Whether the latest pair agrees to the last integer, or none was ever reported.</summary>
    public bool IsClean(int route) => !_reported[route] || _venues[route] - _ours[route] - _inFlight[route] == 0;

    /// <summary>Writes all pairs.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_ours.Length);
        for (int route = 0; route < _ours.Length; route++)
        {
            writer.Bool(_reported[route]);
            writer.I64(_ours[route]);
            writer.I64(_venues[route]);
            writer.I64(_inFlight[route]);
        }
    }

    /// <summary>Reads the pairs of as many routes.</summary>
    /// <exception cref="CanonicalFormatException">Another number of routes.</exception>
    public void Read(ref CanonicalReader reader)
    {
        if (reader.I32() != _ours.Length)
        {
            throw new CanonicalFormatException("the ledger is of another number of routes");
        }

        for (int route = 0; route < _ours.Length; route++)
        {
            _reported[route] = reader.Bool();
            _ours[route] = reader.I64();
            _venues[route] = reader.I64();
            _inFlight[route] = reader.I64();
        }
    }
}
