using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>venue.settlement_degradation</c> (SPEC 5): do transfers arrive as they used to? A transfer is overdue when it is older than three times the
/// 99th percentile of the route's last 128 confirmed ones, or than the route's absolute limit, whichever comes first. Pending ones grow older
/// by themselves. Two overdue ones trip. What ended late or failed keeps counting until three in a row are confirmed in time; what became
/// overdue counts as long as it is pending. Becoming overdue, ending late and failing each break the row.
/// <para>
/// A transfer that ended is judged on the confirmed ones before it, and its end counts once, however often it is reported. An anonymous transfer
/// (id 0) is not followed: each report of it that is overdue or failed counts as one more.
/// Must never let a transfer drop out uncounted: an overdue one that makes room, or that nobody reports any more, counts as failed.
/// </para>
/// </summary>
public sealed class SettlementDegradation : IEvaluatorMemory
{
    /// <summary>Most pending transfers that are followed on a route; the oldest makes room.</summary>
    public const int MostPending = 32;

    /// <summary>Confirmed transfers that the percentile is taken from, and ended ones that are known again.</summary>
    public const int MostConfirmed = 128;

    /// <summary>The transfer was confirmed.</summary>
    public const int Confirmed = 0;

    /// <summary>The transfer is under way.</summary>
    public const int Pending = 1;

    /// <summary>The transfer failed.</summary>
    public const int Failed = 2;

    private const long Never = -1;
    private const long Anonymous = 0;
    private const int MostLate = 1_000_000;

    private readonly SettlementDegradationSettings _settings;
    private readonly long[] _absolute;
    private readonly Line[] _lines;
    private readonly Entry[] _pending;
    private readonly long[] _confirmed;
    private readonly long[] _ended;
    private readonly long[] _scratch = new long[MostConfirmed];

    /// <summary>Fixes all memory: about 3 kB for each route.</summary>
    /// <param name="routes">Number of routes.</param>
    /// <param name="limitNsByRoute">Absolute limit of each route, nanoseconds, above 0.</param>
    /// <param name="s">Settings.</param>
    /// <exception cref="ArgumentException">Not one limit above 0 for each route.</exception>
    public SettlementDegradation(int routes, long[] limitNsByRoute, SettlementDegradationSettings s)
    {
        if (limitNsByRoute.Length != routes || limitNsByRoute.AsSpan().ContainsAnyInRange(long.MinValue, 0))
        {
            throw new ArgumentException("every route has a limit above 0", nameof(limitNsByRoute));
        }

        _settings = s;
        _absolute = limitNsByRoute.AsSpan().ToArray();
        _lines = new Line[routes];
        _pending = new Entry[routes * MostPending];
        _confirmed = new long[routes * MostConfirmed];
        _ended = new long[routes * MostConfirmed];
        for (int route = 0; route < routes; route++)
        {
            _lines[route].At = Never;
            SetLimit(route);
        }
    }

    /// <summary>Takes one report about a transfer and judges its route.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="transfer">Id of the transfer; 0 for one without.</param>
    /// <param name="ageNs">Its age, or how long it took, nanoseconds, 0 or more.</param>
    /// <param name="outcome"><see cref="Confirmed"/>, <see cref="Pending"/> or <see cref="Failed"/>.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The age is negative or the outcome unknown.</exception>
    public Verdict OnTransfer(int route, long transfer, long ageNs, int outcome, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ageNs);
        ArgumentOutOfRangeException.ThrowIfNegative(outcome);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outcome, Failed);
        ref Line line = ref _lines[route];
        line.At = now;
        bool isLate = ageNs > line.Limit || outcome == Failed;
        if (transfer == Anonymous)
        {
            End(route, ageNs, outcome, isLate);
        }
        else if (!Ended(route).Contains(transfer))
        {
            if (outcome == Pending)
            {
                Follow(route, transfer, now - ageNs, now);
            }
            else
            {
                Unfollow(route, transfer);
                Ended(route)[line.EndedNext] = transfer;
                line.EndedNext = (line.EndedNext + 1) % MostConfirmed;
                End(route, ageNs, outcome, isLate);
            }
        }

        return Judge(route, now);
    }

    /// <summary>Judges a route on the age of what is pending now; to be asked every second. None before the first report.</summary>
    public Verdict Judge(int route, long now)
    {
        ref Line line = ref _lines[route];
        if (line.At == Never)
        {
            return Verdict.None;
        }

        int overdue = Overdue(route, now);
        if (line.InTime >= _settings.ClearTransfers)
        {
            line.Late = 0;
        }

        overdue += line.Late;
        Evidence evidence = new(overdue, _settings.OverdueTransfers, line.Limit, Measure.OverdueTransfers);
        bool isWarming = line.Count < _settings.FewestConfirmed;
        if (overdue >= _settings.OverdueTransfers)
        {
            return new Verdict(VerdictKind.Trip, Severity.Medium, evidence, isWarming);
        }

        VerdictKind kind = now - line.At > _settings.Policy.MaxAgeNs ? VerdictKind.NoData
            : line.InTime >= _settings.ClearTransfers ? VerdictKind.Clear : VerdictKind.Between;
        return new Verdict(kind, default, evidence, isWarming);
    }

    /// <summary>Age beyond which a transfer of a route is overdue now, nanoseconds.</summary>
    public long LimitOf(int route) => _lines[route].Limit;

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        for (int route = 0; route < _lines.Length; route++)
        {
            ref readonly Line line = ref _lines[route];
            writer.I64(line.At);
            writer.I32(line.Late);
            writer.I32(line.InTime);
            writer.I32(line.Count);
            writer.I32(line.Next);
            writer.I32(line.EndedNext);
            foreach (ref readonly Entry entry in Followed(route))
            {
                writer.I64(entry.Transfer);
                writer.I64(entry.Since);
                writer.I64(entry.SeenAt);
                writer.Bool(entry.IsOverdue);
            }

            foreach (long age in Ages(route))
            {
                writer.I64(age);
            }

            foreach (long transfer in Ended(route))
            {
                writer.I64(transfer);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "routes of settlement_degradation");
        for (int route = 0; route < _lines.Length; route++)
        {
            ref Line line = ref _lines[route];
            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a transfer");
            line.Late = reader.Count(MostLate);
            line.InTime = reader.Count(_settings.ClearTransfers);
            line.Count = reader.Count(MostConfirmed);
            line.Next = reader.Count(MostConfirmed - 1);
            line.EndedNext = reader.Count(MostConfirmed - 1);
            foreach (ref Entry entry in Followed(route))
            {
                entry.Transfer = reader.I64();
                entry.Since = MemoryShape.Within(reader.I64(), -long.MaxValue, long.MaxValue, "start of a transfer");
                entry.SeenAt = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "report of a transfer");
                entry.IsOverdue = reader.Bool();
            }

            foreach (ref long age in Ages(route))
            {
                age = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "age of a transfer");
            }

            foreach (ref long transfer in Ended(route))
            {
                transfer = reader.I64();
            }

            SetLimit(route);
        }
    }

    private int Overdue(int route, long now)
    {
        int overdue = 0;
        foreach (ref Entry entry in Followed(route))
        {
            if (entry.Transfer == Anonymous)
            {
                continue;
            }

            if (now - entry.SeenAt > _settings.LostAfterNs)
            {
                entry = default;
                CountLate(ref _lines[route]);
            }
            else if (!entry.IsOverdue && IsBeyond(entry.Since, now, _lines[route].Limit))
            {
                entry.IsOverdue = true;
                _lines[route].InTime = 0;
            }

            overdue += entry.IsOverdue ? 1 : 0;
        }

        return overdue;
    }

    private void End(int route, long ageNs, int outcome, bool isLate)
    {
        ref Line line = ref _lines[route];
        if (isLate)
        {
            CountLate(ref line);
        }
        else if (outcome == Confirmed)
        {
            line.InTime = Math.Min(line.InTime + 1, _settings.ClearTransfers);
        }

        if (outcome == Confirmed)
        {
            Ages(route)[line.Next] = ageNs;
            line.Next = (line.Next + 1) % MostConfirmed;
            line.Count = Math.Min(line.Count + 1, MostConfirmed);
            SetLimit(route);
        }
    }

    private static void CountLate(ref Line line)
    {
        line.Late = Math.Min(line.Late + 1, MostLate);
        line.InTime = 0;
    }

    private void Follow(int route, long transfer, long since, long now)
    {
        Span<Entry> followed = Followed(route);
        int at = 0;
        for (int i = 0; i < followed.Length; i++)
        {
            if (followed[i].Transfer == transfer)
            {
                at = i;
                break;
            }

            // A free place is older than any transfer.
            bool isFree = followed[i].Transfer == Anonymous;
            if (followed[at].Transfer != Anonymous && (isFree || followed[i].Since < followed[at].Since))
            {
                at = i;
            }
        }

        ref Entry entry = ref followed[at];
        if (entry.Transfer != transfer)
        {
            if (entry.Transfer != Anonymous && (entry.IsOverdue || IsBeyond(entry.Since, now, _lines[route].Limit)))
            {
                CountLate(ref _lines[route]);
            }

            entry = new Entry { Transfer = transfer };
        }

        entry.Since = since;
        entry.SeenAt = now;
    }

    private void Unfollow(int route, long transfer)
    {
        foreach (ref Entry entry in Followed(route))
        {
            if (entry.Transfer == transfer)
            {
                entry = default;
            }
        }
    }

    private void SetLimit(int route)
    {
        ref Line line = ref _lines[route];
        line.Limit = _absolute[route];
        if (line.Count < _settings.FewestConfirmed)
        {
            return;
        }

        Span<long> sorted = _scratch.AsSpan(0, line.Count);
        Ages(route)[..line.Count].CopyTo(sorted);
        sorted.Sort();
        long rank = ((line.Count * _settings.PercentilePpm) + FixedPoint.Ppm - 1) / FixedPoint.Ppm;
        Int128 multiple = (Int128)sorted[(int)rank - 1] * _settings.PercentileMultiplePpm / FixedPoint.Ppm;
        line.Limit = multiple >= line.Limit ? line.Limit : Math.Max((long)multiple, Math.Min(_settings.LeastLimitNs, line.Limit));
    }

    private static bool IsBeyond(long since, long now, long limit) => (Int128)now - since > limit;

    private Span<Entry> Followed(int route) => _pending.AsSpan(route * MostPending, MostPending);

    private Span<long> Ages(int route) => _confirmed.AsSpan(route * MostConfirmed, MostConfirmed);

    private Span<long> Ended(int route) => _ended.AsSpan(route * MostConfirmed, MostConfirmed);

    private struct Line
    {
        public long At;
        public long Limit;
        public int Late;
        public int InTime;
        public int Count;
        public int Next;
        public int EndedNext;
    }

    private struct Entry
    {
        public long Transfer;
        public long Since;
        public long SeenAt;
        public bool IsOverdue;
    }
}
