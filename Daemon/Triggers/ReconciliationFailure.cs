using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>internal.reconciliation_failure</c> (SPEC 5, 16): do our records and the venue's agree to the last unit? The difference is
/// <c>venue − ours − in flight</c>, where <c>in flight</c> is the signed amount by which the venue's record is known to be ahead of ours
/// because of operations under way (negative where ours is ahead). Any integer difference counts; the only tolerance is time: a second poll
/// that differs, or a difference that is five seconds old. Where the venue's records come from a gateway the differences were found one by one,
/// beyond that tolerance, and each is closed by an entry that says why (<see cref="OnPoll"/>); then three complete polls without one clear.
/// Must never forgive an amount because it is small.
/// </summary>
public sealed class ReconciliationFailure : IEvaluatorMemory
{
    private readonly ReconciliationFailureSettings _settings;
    private readonly Line[] _lines;
    private readonly int[] _cleanPolls;

    /// <summary>Fixes all memory.</summary>
    /// <param name="routes">Routes whose pairs are judged.</param>
    /// <param name="s">The settings.</param>
    /// <param name="items">Routes and venues whose differences are judged where there is a gateway.</param>
    public ReconciliationFailure(int routes, ReconciliationFailureSettings s, int items = 0)
    {
        _settings = s;
        _cleanPolls = new int[items];
        _lines = new Line[routes];
    }

    /// <summary>Judges one poll of a pair of records.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="ours">Our amount, 1e-8, at most <see cref="FixedPoint.MaxPrice"/> either way.</param>
    /// <param name="venues">The venue's amount, the same.</param>
    /// <param name="inFlight">Signed amount by which the venue is ahead because of operations under way, the same.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnPair(int route, long ours, long venues, long inFlight, long now)
    {
        ref Line line = ref _lines[route];
        long difference = venues - ours - inFlight;
        if (difference != 0)
        {
            line.Since = line.Differing == 0 ? now : line.Since;
            line.Differing = Math.Min(line.Differing + 1, _settings.TripPolls);
            line.Equal = 0;
            line.Difference = difference;
            return Answer(line, now);
        }

        line = new Line { Equal = Math.Min(line.Equal + 1, _settings.ClearPolls) };
        VerdictKind kind = line.Equal == _settings.ClearPolls ? VerdictKind.Clear : VerdictKind.Between;
        return new Verdict(kind, default, new Evidence(0, 0, _settings.TripAgeNs), IsWarming: false);
    }

    /// <summary>Judges a difference that has grown old without another poll; to be asked every second. Never clears.</summary>
    public Verdict Judge(int route, long now) => _lines[route].Differing == 0 ? Verdict.None : Answer(_lines[route], now);

    /// <summary>Judges what a complete poll of a venue's records left open.</summary>
    /// <param name="item">Route, or behind the routes the venue.</param>
    /// <param name="open">Differences that are open, beyond the tolerance of time.</param>
    /// <param name="isCritical">Whether one of them is a position that nobody knows.</param>
    /// <param name="isPending">Whether something disagrees that may yet be a matter of timing.</param>
    /// <param name="evidence">The worst of them.</param>
    public Verdict OnPoll(int item, int open, bool isCritical, bool isPending, Evidence evidence)
    {
        if (open > 0 || isPending)
        {
            _cleanPolls[item] = 0;
            return open > 0 ? OnOpen(open, isCritical, evidence) : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
        }

        _cleanPolls[item] = Math.Min(_cleanPolls[item] + 1, _settings.ClearPolls);
        VerdictKind kind = _cleanPolls[item] == _settings.ClearPolls ? VerdictKind.Clear : VerdictKind.Between;
        return new Verdict(kind, default, evidence, IsWarming: false);
    }

    /// <summary>Judges the open differences of an item between two polls: never clears.</summary>
    public static Verdict OnOpen(int open, bool isCritical, Evidence evidence) => open == 0
        ? Verdict.None
        : new Verdict(VerdictKind.Trip, isCritical ? Severity.Critical : Severity.High, evidence, IsWarming: false);

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I32(line.Differing);
            writer.I32(line.Equal);
            writer.I64(line.Since);
            writer.I64(line.Difference);
        }

        writer.I32(_cleanPolls.Length);
        foreach (int polls in _cleanPolls)
        {
            writer.I32(polls);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "routes of reconciliation_failure");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.Differing = reader.Count(_settings.TripPolls);
            line.Equal = reader.Count(_settings.ClearPolls);
            line.Since = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "start of a difference");
            line.Difference = reader.I64();
        }

        MemoryShape.Expect(ref reader, _cleanPolls.Length, "items of reconciliation_failure");
        for (int item = 0; item < _cleanPolls.Length; item++)
        {
            _cleanPolls[item] = reader.Count(_settings.ClearPolls);
        }
    }

    private Verdict Answer(in Line line, long now)
    {
        Evidence evidence = new(line.Difference, 0, _settings.TripAgeNs);
        return line.Differing >= _settings.TripPolls || now - line.Since >= _settings.TripAgeNs
            ? new Verdict(VerdictKind.Trip, Severity.High, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
    }

    private struct Line
    {
        public int Differing;
        public int Equal;
        public long Since;
        public long Difference;
    }
}
