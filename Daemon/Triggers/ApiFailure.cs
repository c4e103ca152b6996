using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>venue.api_failure</c> (SPEC 5, 16): a venue that fails once too often in a row is not to be traded on. The counting is the venue room's;
/// here the counts meet their limits: more than three failures trip, three successes clear (at exactly three failures the venue room takes the
/// venue out of the active pool, which is no trip). Remembers when each venue tripped, because several at once are one larger failure.
/// Must never clear on a count of failures that merely stopped growing.
/// </summary>
public sealed class ApiFailure : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly ApiFailureSettings _settings;
    private readonly bool[] _isTripped;
    private readonly long[] _trippedAt;

    /// <summary>Fixes all memory.</summary>
    public ApiFailure(int venues, ApiFailureSettings s)
    {
        _settings = s;
        _isTripped = new bool[venues];
        _trippedAt = new long[venues];
        Array.Fill(_trippedAt, Never);
    }

    /// <summary>Judges a venue after one call.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="consecutiveFailures">Failures in a row, this call included; 0 after a success.</param>
    /// <param name="consecutiveSuccesses">Successes in a row, this call included; 0 after a failure.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnCall(int venue, int consecutiveFailures, int consecutiveSuccesses, long now)
    {
        if (consecutiveFailures > _settings.TripAbove)
        {
            if (!_isTripped[venue])
            {
                _isTripped[venue] = true;
                _trippedAt[venue] = now;
            }

            return new Verdict(VerdictKind.Trip, Severity.High, new Evidence(consecutiveFailures, _settings.TripAbove, 0), IsWarming: false);
        }

        Evidence evidence = new(consecutiveFailures, _settings.TripAbove, 0);
        if (consecutiveFailures == 0 && consecutiveSuccesses >= _settings.ClearSuccesses)
        {
            _isTripped[venue] = false;
            return new Verdict(VerdictKind.Clear, default, evidence, IsWarming: false);
        }

        return new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <summary>Venues whose trip began at most <paramref name="window"/> nanoseconds before <paramref name="now"/>: the escalation count.</summary>
    public int TrippedWithin(long now, long window)
    {
        int count = 0;
        foreach (long at in _trippedAt)
        {
            if (at != Never && now - at <= window)
            {
                count++;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_isTripped.Length);
        for (int venue = 0; venue < _isTripped.Length; venue++)
        {
            writer.Bool(_isTripped[venue]);
            writer.I64(_trippedAt[venue]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _isTripped.Length, "venues of api_failure");
        for (int venue = 0; venue < _isTripped.Length; venue++)
        {
            _isTripped[venue] = reader.Bool();
            _trippedAt[venue] = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a trip");
        }
    }
}
