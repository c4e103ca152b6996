using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>venue.transfer_halt</c> (SPEC 5): can an asset still be brought to a venue and taken away from it? Deposits or withdrawals that are off
/// without having been announced trip. A venue that says that they are on again is believed only when a transfer went through: the flag must be
/// on first, the confirmed transfer comes after it. An announced maintenance is no trip, but it does not clear one either.
/// Must never clear by the flag alone, nor by a transfer while the flag is off or its status old.
/// </summary>
public sealed class TransferHalt : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly TransferHaltSettings _settings;
    private readonly Line[] _lines;

    /// <summary>Fixes all memory.</summary>
    public TransferHalt(int routes, TransferHaltSettings s)
    {
        _settings = s;
        _lines = new Line[routes];
        foreach (ref Line line in _lines.AsSpan())
        {
            line.At = Never;
        }
    }

    /// <summary>Takes the status of a route's transfers and judges it.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="deposits">Whether deposits are on.</param>
    /// <param name="withdrawals">Whether withdrawals are on.</param>
    /// <param name="scheduled">Whether what is off was announced.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnStatus(int route, bool deposits, bool withdrawals, bool scheduled, long now)
    {
        ref Line line = ref _lines[route];
        line.At = now;
        line.IsOff = !deposits || !withdrawals;
        line.IsHalted = line.IsOff && !scheduled;
        line.AwaitsTransfer |= line.IsHalted;
        return Answer(line, now);
    }

    /// <summary>Takes the end of a transfer over a route and judges it; none before the first status.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="confirmed">Whether the transfer was confirmed.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnTransfer(int route, bool confirmed, long now)
    {
        ref Line line = ref _lines[route];
        if (confirmed && !line.IsOff && IsFresh(line, now))
        {
            line.AwaitsTransfer = false;
        }

        return Answer(line, now);
    }

    /// <summary>Whether an unscheduled halt of a route is known by a status that is not too old.</summary>
    public bool IsHalted(int route, long now) => _lines[route].IsHalted && IsFresh(_lines[route], now);

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.At);
            writer.Bool(line.IsOff);
            writer.Bool(line.IsHalted);
            writer.Bool(line.AwaitsTransfer);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "routes of transfer_halt");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a transfer status");
            line.IsOff = reader.Bool();
            line.IsHalted = reader.Bool();
            line.AwaitsTransfer = reader.Bool();
            if (line.IsHalted && !(line.IsOff && line.AwaitsTransfer))
            {
                throw new CanonicalFormatException("a route is halted although its transfers are on");
            }
        }
    }

    private Verdict Answer(in Line line, long now)
    {
        if (line.At == Never)
        {
            return Verdict.None;
        }

        Evidence evidence = new(line.IsHalted ? 1 : 0, 1, 0, Measure.HaltedTransfers);
        return !IsFresh(line, now) ? new Verdict(VerdictKind.NoData, default, evidence, IsWarming: false)
            : line.IsHalted ? new Verdict(VerdictKind.Trip, Severity.High, evidence, IsWarming: false)
            : new Verdict(line.IsOff || line.AwaitsTransfer ? VerdictKind.Between : VerdictKind.Clear, default, evidence, IsWarming: false);
    }

    private bool IsFresh(in Line line, long now) => line.At != Never && now - line.At <= _settings.Policy.MaxAgeNs;

    private struct Line
    {
        public long At;
        public bool IsOff;
        public bool IsHalted;
        public bool AwaitsTransfer;
    }
}
