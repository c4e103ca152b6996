using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>internal.margin_buffer_breach</c> (SPEC 5): is any open position on a venue too close to liquidation? The worst one speaks for the venue.
/// Below 150 % trips, 120 % and less is critical, 105 % and less asks for containment; all must be back at 165 % to clear. The last known
/// ratio of an open position keeps speaking when it is old: it may trip, but an old ratio, or a position never heard of, can never clear.
/// Must never let a healthy position hide a sick one.
/// </summary>
public sealed class MarginBufferBreach : IEvaluatorMemory
{
    private const long Never = -1;
    private const int None = -1;

    private readonly MarginBufferBreachSettings _settings;
    private readonly int[] _venueOf;
    private readonly int[] _firstOfVenue;
    private readonly int[] _nextOfVenue;
    private readonly Line[] _lines;

    /// <summary>Fixes all memory.</summary>
    /// <param name="venues">Number of venues.</param>
    /// <param name="venueOfPosition">Venue of each position.</param>
    /// <param name="s">Settings.</param>
    public MarginBufferBreach(int venues, int[] venueOfPosition, MarginBufferBreachSettings s)
    {
        _settings = s;
        _venueOf = venueOfPosition.AsSpan().ToArray();
        _firstOfVenue = new int[venues];
        _nextOfVenue = new int[_venueOf.Length];
        _lines = new Line[_venueOf.Length];
        Array.Fill(_firstOfVenue, None);
        for (int position = _venueOf.Length - 1; position >= 0; position--)
        {
            _lines[position].At = Never;
            _nextOfVenue[position] = _firstOfVenue[_venueOf[position]];
            _firstOfVenue[_venueOf[position]] = position;
        }
    }

    /// <summary>Takes a position's ratio and judges its venue.</summary>
    /// <param name="position">Index of the position.</param>
    /// <param name="ratioPpm">Margin ratio, ppm.</param>
    /// <param name="open">Whether the position is open; a closed one has no say.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnRatio(int position, long ratioPpm, bool open, long now)
    {
        ref Line line = ref _lines[position];
        line.Ratio = ratioPpm;
        line.IsOpen = open;
        line.At = now;
        return Judge(_venueOf[position], now);
    }

    /// <summary>Judges a venue on what is known; to be asked while a cause waits to clear.</summary>
    public Verdict Judge(int venue, long now)
    {
        bool isKnown = true;
        bool isOpen = false;
        long worst = long.MaxValue;
        for (int position = _firstOfVenue[venue]; position != None; position = _nextOfVenue[position])
        {
            ref readonly Line line = ref _lines[position];
            isKnown &= line.At != Never && (!line.IsOpen || now - line.At <= _settings.Policy.MaxAgeNs);
            if (line.IsOpen)
            {
                isOpen = true;
                worst = Math.Min(worst, line.Ratio);
            }
        }

        Evidence evidence = new(isOpen ? worst : 0, worst <= _settings.CriticalPpm ? _settings.CriticalPpm : _settings.TripBelowPpm, 0);
        if (worst < _settings.TripBelowPpm)
        {
            Severity severity = worst <= _settings.CriticalPpm ? Severity.Critical : Severity.High;
            return new Verdict(VerdictKind.Trip, severity, evidence, IsWarming: false);
        }

        VerdictKind kind = !isKnown ? VerdictKind.NoData : worst >= _settings.ClearPpm ? VerdictKind.Clear : VerdictKind.Between;
        return new Verdict(kind, default, evidence, IsWarming: false);
    }

    /// <summary>Whether an open position on the venue is so close to liquidation that containment is asked for.</summary>
    public bool ContainmentWanted(int venue)
    {
        for (int position = _firstOfVenue[venue]; position != None; position = _nextOfVenue[position])
        {
            if (_lines[position].IsOpen && _lines[position].Ratio <= _settings.ContainPpm)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Ratio);
            writer.I64(line.At);
            writer.Bool(line.IsOpen);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "positions of margin_buffer_breach");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.Ratio = reader.I64();
            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a ratio");
            line.IsOpen = reader.Bool();
        }
    }

    private struct Line
    {
        public long Ratio;
        public long At;
        public bool IsOpen;
    }
}
