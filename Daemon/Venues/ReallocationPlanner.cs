using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Splits an amount of an asset that leaves a degraded venue over the healthy ones (SPEC 8; seed: incident-response.md, "Constrained
/// reallocation"): integer, by largest remainder of the weights, equal remainders to the lower venue index. No venue takes more than its depth,
/// its slippage and its scopes permit; what one cannot take is split over the others by the same rule. The parts sum exactly to the amount, or
/// there is no plan and every venue says what binds it. It moves nothing.
/// </summary>
public sealed class ReallocationPlanner
{
    private readonly ReallocationPart[] _parts;
    private readonly long[] _weights;
    private readonly bool[] _open;
    private readonly bool[] _taken;
    private readonly Rank[] _order;
    private readonly Rank[] _remainders;
    private int _count;

    /// <summary>Fixes all memory.</summary>
    /// <param name="venues">Venues of the topology; their indexes are below it.</param>
    public ReallocationPlanner(int venues)
    {
        _parts = new ReallocationPart[venues];
        _weights = new long[venues];
        _open = new bool[venues];
        _taken = new bool[venues];
        _order = new Rank[venues];
        _remainders = new Rank[venues];
    }

    /// <summary>Every venue of the latest call by its index: what it takes, or why nothing.</summary>
    public ReadOnlySpan<ReallocationPart> Parts => _parts.AsSpan(0, _count);

    /// <summary>Plans one reallocation.</summary>
    /// <param name="amount">Amount to move, 1e-8, 0 or more.</param>
    /// <param name="held">What the venue that is left holds, 1e-8, or -1 where nobody knows: then it does not bind.</param>
    /// <param name="venues">The other venues of the asset, in any order, each once.</param>
    /// <param name="settings">The limits.</param>
    /// <exception cref="ArgumentException">A venue twice, one outside the topology, a negative amount: a bug of the caller.</exception>
    public ReallocationPlan Plan(long amount, long held, ReadOnlySpan<ReallocationVenue> venues, ReallocationSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        Judge(venues, settings);
        Int128 capacity = 0;
        for (int i = 0; i < _count; i++)
        {
            capacity += _parts[i].Capacity;
            _open[i] = _parts[i].Capacity > 0;
        }

        ReallocationConstraint binding = amount == 0 ? ReallocationConstraint.NothingToMove
            : held >= 0 && amount > held ? ReallocationConstraint.BeyondBalance
            : capacity == 0 ? ReallocationConstraint.NoVenue
            : capacity < amount ? ReallocationConstraint.Capacity
            : ReallocationConstraint.None;
        if (binding == ReallocationConstraint.None)
        {
            Split(amount);
        }

        return new ReallocationPlan(binding, amount, ReallocationPlan.Bounded(capacity));
    }

    private void Judge(ReadOnlySpan<ReallocationVenue> venues, ReallocationSettings settings)
    {
        _count = 0;
        Array.Clear(_taken);
        for (int i = 0; i < venues.Length; i++)
        {
            int venue = venues[i].Venue;
            if (venue < 0 || venue >= _taken.Length || _taken[venue])
            {
                throw new ArgumentException($"venue {venue} stands twice or is not of this topology", nameof(venues));
            }

            _taken[venue] = true;
            _order[i] = new Rank(0, venue, i);
        }

        _order.AsSpan(0, venues.Length).Sort();
        for (int i = 0; i < venues.Length; i++)
        {
            ref readonly ReallocationVenue venue = ref venues[_order[i].At];
            _weights[i] = settings.Weights == ReallocationWeights.Depth ? venue.Depth : venue.Share;
            _parts[i] = PartOf(venue, settings);
            _count++;
        }
    }

    private static ReallocationPart PartOf(in ReallocationVenue venue, ReallocationSettings settings)
    {
        ReallocationPart none = new(venue.Venue, venue.Route, 0, 0, ReallocationConstraint.None);
        ReallocationConstraint binding = !venue.IsHealthy ? ReallocationConstraint.Unhealthy
            : !venue.IsPermitted ? ReallocationConstraint.NotPermitted
            : !venue.HasMarket ? ReallocationConstraint.MarketMissing
            : venue.DepthAgeNs < 0 ? ReallocationConstraint.DepthMissing
            : settings.Weights == ReallocationWeights.Share && venue.Share <= 0 ? ReallocationConstraint.NoWeight
            : ReallocationConstraint.None;
        if (binding != ReallocationConstraint.None)
        {
            return none with { Constraint = binding };
        }

        if (venue.DepthAgeNs > settings.DepthMaxAgeNs)
        {
            return none with { Constraint = ReallocationConstraint.DepthStale, Found = venue.DepthAgeNs, Limit = settings.DepthMaxAgeNs };
        }

        bool predicted = venue.SlippageAgeNs >= 0 && venue.SlippageAgeNs <= settings.SlippageMaxAgeNs;
        if (!predicted && venue.BandPpm > settings.MaxSlippagePpm)
        {
            return venue.SlippageAgeNs < 0
                ? none with { Constraint = ReallocationConstraint.SlippageMissing, Found = venue.BandPpm, Limit = settings.MaxSlippagePpm }
                : none with { Constraint = ReallocationConstraint.SlippageStale, Found = venue.SlippageAgeNs, Limit = settings.SlippageMaxAgeNs };
        }

        long slippage = predicted ? Math.Max(venue.SlippagePpm, 0) : 0;
        if (slippage >= settings.MaxSlippagePpm)
        {
            return none with { Constraint = ReallocationConstraint.SlippageOverLimit, Found = slippage, Limit = settings.MaxSlippagePpm };
        }

        long share = FixedPoint.MulDiv(venue.Depth, settings.ParticipationPpm, FixedPoint.Ppm);
        long permitted = SlippageBound.Of(venue.Depth, venue.BandPpm, slippage, settings.MaxSlippagePpm);
        bool byDepth = share <= permitted;
        return none with
        {
            Capacity = Math.Min(share, permitted),
            Constraint = byDepth ? ReallocationConstraint.Depth : ReallocationConstraint.SlippageRoom,
            Found = venue.Depth,
            Limit = byDepth ? share : permitted,
        };
    }

    // Whoever would get more than it can take gets that, and the rest is split anew over the others; there is enough room for it, because the
    // capacities were summed before. Each round closes at least one venue.
    private void Split(long amount)
    {
        long left = amount;
        while (left > 0)
        {
            left = ShareOut(left) ? left - Close() : 0;
        }
    }

    // Gives every open venue its share; tells whether one of them got too much.
    private bool ShareOut(long amount)
    {
        Int128 all = 0;
        for (int i = 0; i < _count; i++)
        {
            all += _open[i] ? _weights[i] : 0;
        }

        long given = 0;
        int open = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_open[i])
            {
                Int128 exact = (Int128)amount * _weights[i];
                long whole = (long)(exact / all);
                _parts[i] = _parts[i] with { Amount = whole };
                _remainders[open++] = new Rank(-(exact % all), _parts[i].Venue, i);
                given += whole;
            }
        }

        _remainders.AsSpan(0, open).Sort();
        for (int i = 0; i < (int)(amount - given); i++)
        {
            int at = _remainders[i].At;
            _parts[at] = _parts[at] with { Amount = _parts[at].Amount + 1 };
        }

        bool tooMuch = false;
        for (int i = 0; i < _count; i++)
        {
            tooMuch |= _open[i] && _parts[i].Amount > _parts[i].Capacity;
        }

        return tooMuch;
    }

    private long Close()
    {
        long taken = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_open[i] && _parts[i].Amount > _parts[i].Capacity)
            {
                _parts[i] = _parts[i] with { Amount = _parts[i].Capacity };
                _open[i] = false;
                taken += _parts[i].Capacity;
            }
        }

        return taken;
    }

    private readonly record struct Rank(Int128 Key, int Venue, int At) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            int key = Key.CompareTo(other.Key);
            return key != 0 ? key : Venue.CompareTo(other.Venue);
        }
    }
}
