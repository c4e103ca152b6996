using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Which venues are in the active pool, from the one sequence of their calls, probed or reported (SPEC 9; seed: incident-response.md,
/// "Venue failure response"). Three failures in a row take a venue out; three successes make it healthy again. It decides no mode: the
/// trigger <c>venue.api_failure</c> reads the counts.
/// </summary>
public sealed class VenueHealth
{
    /// <summary>Consecutive failures after which a venue is degraded and leaves the active pool (seed).</summary>
    public const int FailuresToDegrade = 3;

    /// <summary>Consecutive successes after which a venue counts as healthy (seed).</summary>
    public const int SuccessesToReturn = 3;

    // A count says nothing more once it is far past every limit; the bound keeps the addition from ever overflowing.
    private const int CountCeiling = 1_000_000;

    private readonly int[] _failures;
    private readonly int[] _successes;
    private readonly bool[] _degraded;

    /// <summary>Starts with every venue in the pool and no call seen.</summary>
    public VenueHealth(int venues)
    {
        _failures = new int[venues];
        _successes = new int[venues];
        _degraded = new bool[venues];
    }

    /// <summary>Counts one call.</summary>
    public void OnCall(int venue, bool succeeded)
    {
        if (succeeded)
        {
            _failures[venue] = 0;
            _successes[venue] = Math.Min(_successes[venue] + 1, CountCeiling);
            _degraded[venue] &= _successes[venue] < SuccessesToReturn;
        }
        else
        {
            _successes[venue] = 0;
            _failures[venue] = Math.Min(_failures[venue] + 1, CountCeiling);
            _degraded[venue] |= _failures[venue] >= FailuresToDegrade;
        }
    }

    /// <summary>Failures since the last success.</summary>
    public int ConsecutiveFailures(int venue) => _failures[venue];

    /// <summary>Successes since the last failure.</summary>
    public int ConsecutiveSuccesses(int venue) => _successes[venue];

    /// <summary>Whether the venue is out of the active pool.</summary>
    public bool IsDegraded(int venue) => _degraded[venue];

    /// <summary>Whether the venue may count as healthy in a recovery: not degraded, and either never called or three successes in a row.</summary>
    public bool IsHealthy(int venue) =>
        !_degraded[venue] && (_successes[venue] >= SuccessesToReturn || (_successes[venue] == 0 && _failures[venue] == 0));

    /// <summary>Writes the counts.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_failures.Length);
        for (int venue = 0; venue < _failures.Length; venue++)
        {
            writer.I32(_failures[venue]);
            writer.I32(_successes[venue]);
            writer.Bool(_degraded[venue]);
        }
    }

    /// <summary>Reads the counts of as many venues.</summary>
    /// <exception cref="CanonicalFormatException">Another number of venues.</exception>
    public void Read(ref CanonicalReader reader)
    {
        if (reader.I32() != _failures.Length)
        {
            throw new CanonicalFormatException("venue health is of another number of venues");
        }

        for (int venue = 0; venue < _failures.Length; venue++)
        {
            _failures[venue] = reader.Count(CountCeiling);
            _successes[venue] = reader.Count(CountCeiling);
            _degraded[venue] = reader.Bool();
        }
    }
}
