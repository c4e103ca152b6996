using Basisd.Node;

namespace Basisd.Engine;

/// <summary>
/// Whether a record on the wire is an observation: a known kind, an index that its table has, a source time near core time, values within
/// <see cref="ObservationRanges"/>. Pure: core time is a parameter. Must never let through what that table refuses.
/// </summary>
public sealed class ObservationRules
{
    private readonly int[] _counts = new int[ObservationRanges.KindCount];
    private readonly long _maxFutureNs;
    private readonly long _maxAgeNs;

    /// <summary>Fixes the tables and tolerances.</summary>
    /// <param name="limits">Entries per table.</param>
    /// <param name="maxFutureNs">How far a source time may lie ahead, ns.</param>
    /// <param name="maxAgeNs">How far a source time may lie behind, ns.</param>
    public ObservationRules(in IndexLimits limits, long maxFutureNs, long maxAgeNs)
    {
        _maxFutureNs = maxFutureNs;
        _maxAgeNs = maxAgeNs;
        for (int kind = 0; kind < _counts.Length; kind++)
        {
            _counts[kind] = limits.Count(ObservationRanges.TableOf((ObservationKind)kind));
        }
    }

    /// <summary>Judges one record, its sequence aside.</summary>
    /// <param name="record">The record as it came.</param>
    /// <param name="now">Core time, Unix ns.</param>
    /// <returns><see cref="RejectReason.None"/> when it is an observation.</returns>
    public RejectReason Judge(in Observation record, long now)
    {
        if (!ObservationRanges.IsKind(record.Kind))
        {
            return RejectReason.UnknownKind;
        }

        if (record.Flags != 0)
        {
            return RejectReason.ReservedNotZero;
        }

        if (record.Index >= (uint)_counts[(int)record.Kind])
        {
            return RejectReason.IndexOutOfRange;
        }

        // Unsigned distances instead of sums: a hostile source time must not overflow.
        if (record.SourceTime > now)
        {
            if (Distance(now, record.SourceTime) > (ulong)_maxFutureNs)
            {
                return RejectReason.SourceTimeFuture;
            }
        }
        else if (Distance(record.SourceTime, now) > (ulong)_maxAgeNs)
        {
            return RejectReason.SourceTimeOld;
        }

        int refused = ObservationRanges.FirstRefused(record);
        bool isReserved = refused >= ObservationRanges.ValuesOf(record.Kind);
        return refused < 0 ? RejectReason.None : isReserved ? RejectReason.ReservedNotZero : RejectReason.ValueOutOfRange;
    }

    private static ulong Distance(long from, long to) => unchecked((ulong)to - (ulong)from);
}
