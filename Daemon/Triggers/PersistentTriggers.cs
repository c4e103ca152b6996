using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>systemic.persistent_triggers</c> (SPEC 5, 6): scoped protection is meant for what is local and passes. What comes back on one scope, shows
/// on several at once, does not pass, or keeps getting worse is neither, and becomes the platform's business. Reads the trips and causes
/// that the state holds; has no memory of its own. Must never count an operator's acts, an input that is late, or its own trips, and counts one
/// origin that hits many scopes (one unit, many routes) once. Where all the scopes that tripped sit on venues that have something in common (a
/// cloud, a custodian, an issuer) it names that: one failure, not several.
/// </summary>
public sealed class PersistentTriggers
{
    /// <summary>Largest number of scopes that the settings may ask for.</summary>
    public const int MostScopes = 16;

    private readonly PersistentTriggersSettings _settings;
    private readonly int[][] _sharesOfScope;

    /// <summary>Takes its settings; no venue has anything in common with another.</summary>
    public PersistentTriggers(PersistentTriggersSettings s)
        : this(s, [])
    {
    }

    /// <summary>Takes its settings.</summary>
    /// <param name="s">Settings.</param>
    /// <param name="sharesOfScope">By scope, the shared parts of the venue that it is on (<see cref="Venue.Shares"/>); empty elsewhere.</param>
    public PersistentTriggers(PersistentTriggersSettings s, int[][] sharesOfScope)
    {
        _sharesOfScope = sharesOfScope;
        if (s.ScopesTripped > MostScopes)
        {
            throw new ArgumentException($"at most {MostScopes} scopes", nameof(s));
        }

        _settings = s;
    }

    /// <summary>Judges the recent past after a trip. Windows are open at their old end, like <see cref="TripLog.CountOf"/>.</summary>
    /// <param name="trips">All recent trips; <paramref name="newest"/> may or may not be among them yet, it counts once.</param>
    /// <param name="newest">The trip that just happened.</param>
    public Verdict OnTrip(TripLog trips, in Trip newest)
    {
        if (!Counts(newest.Trigger))
        {
            return Verdict.None;
        }

        // Scopes and origins are each collected up to the number asked for: one scope that trips for many reasons, and one reason that
        // trips many scopes, both count as one.
        Span<int> scopes = stackalloc int[MostScopes];
        Span<int> origins = stackalloc int[MostScopes];
        scopes[0] = newest.Scope;
        origins[0] = newest.Origin;
        int scopeCount = 1;
        int originCount = 1;
        int onScope = 1;
        long longest = newest.At - Math.Max(_settings.ScopeWindowNs, _settings.ScopesWindowNs);
        bool isNewestSeen = false;
        for (int age = 0; age < trips.Count; age++)
        {
            ref readonly Trip trip = ref trips.Newest(age);
            if (trip.At <= longest)
            {
                break;
            }

            if (!isNewestSeen && trip == newest)
            {
                isNewestSeen = true;
                continue;
            }

            if (!Counts(trip.Trigger))
            {
                continue;
            }

            if (trip.Scope == newest.Scope && trip.At > newest.At - _settings.ScopeWindowNs)
            {
                onScope++;
            }

            if (trip.At > newest.At - _settings.ScopesWindowNs)
            {
                scopeCount = Collect(scopes, scopeCount, trip.Scope);
                originCount = Collect(origins, originCount, trip.Origin);
            }
        }

        if (onScope >= _settings.TripsOnScope)
        {
            return Escalate(new Evidence(onScope, _settings.TripsOnScope, _settings.ScopeWindowNs, Measure.Repeats));
        }

        int tripped = Math.Min(scopeCount, originCount);
        return tripped >= _settings.ScopesTripped
            ? Escalate(new Evidence(
                tripped, _settings.ScopesTripped, _settings.ScopesWindowNs, Measure.Breadth, 1 + SharedByAll(scopes[..scopeCount])))
            : Verdict.None;
    }

    /// <summary>
    /// Judges whether a protection has lasted too long with its condition still there. A cause whose condition is gone and only waits for
    /// the end of its hold does not persist: holds double up to the very limit of persistence, and a calm market must not end in DMM. Nor does
    /// one below P2: its response starts within the hour (SPEC 10), and some of them cannot end sooner (a funding interval has eight hours).
    /// </summary>
    /// <param name="causes">The latched causes.</param>
    /// <param name="isGone">By slot, whether its condition is gone.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnCauses(CauseTable causes, ReadOnlySpan<bool> isGone, long now)
    {
        for (int slot = 0; slot < causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref causes[slot];
            bool lasts = cause.Status == CauseStatus.Active && cause.Scope != Topology.Platform && cause.Severity <= Severity.High && !isGone[slot];
            if (lasts && cause.Trigger != TriggerId.OperatorPause && now - cause.TrippedAt > _settings.PersistsNs)
            {
                return Escalate(new Evidence(now - cause.TrippedAt, _settings.PersistsNs, _settings.PersistsNs, Measure.Persistence));
            }
        }

        return Verdict.None;
    }

    /// <summary>
    /// Judges a value that grows while its cause is latched: past twice the level at which it tripped. Only for triggers whose value is worse
    /// when larger and whose trip level is above zero; the caller decides which.
    /// </summary>
    /// <param name="atTrip">Evidence of the trip; its level is the larger of the measured value and the limit.</param>
    /// <param name="now">Evidence now.</param>
    public Verdict OnWorse(in Evidence atTrip, in Evidence now)
    {
        long level = Math.Max(atTrip.Measured, atTrip.Threshold);
        Int128 limit = (Int128)level * _settings.WorseMultiplePpm / FixedPoint.Ppm;
        bool worse = level > 0 && now.Measure == atTrip.Measure && now.Measured > limit;
        return worse ? Escalate(new Evidence(now.Measured, (long)limit, now.WindowNs, Measure.Worsening)) : Verdict.None;
    }

    private static bool Counts(TriggerId trigger) =>
        trigger is not (TriggerId.OperatorHalt or TriggerId.OperatorPause or TriggerId.ClusterDmm or TriggerId.InputStale
            or TriggerId.PersistentTriggers);

    private static int Collect(Span<int> known, int count, int value) =>
        count == known.Length || known[..count].Contains(value) ? count : Append(known, count, value);

    private static int Append(Span<int> known, int count, int value)
    {
        known[count] = value;
        return count + 1;
    }

    // The part with the lowest number that every one of the scopes has, or -1.
    private int SharedByAll(ReadOnlySpan<int> scopes)
    {
        if (scopes[0] >= _sharesOfScope.Length)
        {
            return -1;
        }

        foreach (int part in _sharesOfScope[scopes[0]])
        {
            int having = 0;
            foreach (int scope in scopes)
            {
                having += Array.IndexOf(_sharesOfScope[scope], part) >= 0 ? 1 : 0;
            }

            if (having == scopes.Length)
            {
                return part;
            }
        }

        return -1;
    }

    private static Verdict Escalate(Evidence evidence) => new(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false);
}
