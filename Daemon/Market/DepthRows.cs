using System;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// What the rows of a depth file say (FORMATS.md): executable quantities of both sides within one to three bands. USD become quantities at the
/// middle price of the same row. It never makes a band that the file does not have.
/// </summary>
internal sealed class DepthRows : IDisposable
{
    /// <summary>Band of a size at the best price alone, ppm: the narrowest that there is.</summary>
    public const long TouchPpm = 1;

    /// <summary>Most bands of a row.</summary>
    public const int MaxBands = 3;

    private const long PpmPerBp = 100;

    private readonly NumberFile _file;
    private readonly DepthLayout _layout;
    private readonly int _bandBps;

    private DepthRows(NumberFile file, DepthLayout layout, int bandBps)
    {
        _file = file;
        _layout = layout;
        _bandBps = bandBps;
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error => _file.Error;

    /// <summary>Rows given so far.</summary>
    public long Rows => _file.Rows;

    /// <summary>Unix second of the row.</summary>
    public long Second => _file.Second;

    /// <summary>Observations of the row.</summary>
    public int Bands => _layout == DepthLayout.Ladder ? MaxBands : 1;

    /// <summary>Opens a file for one pass from start to end.</summary>
    /// <returns>The rows, or null with an error.</returns>
    public static DepthRows? Open(string path, DepthLayout layout, int bandBps, out HistoryError? error)
    {
        NumberFile? file = NumberFile.Open(path, NumberLayout.Depth(layout, bandBps), out error);
        return file is null ? null : new DepthRows(file, layout, bandBps);
    }

    /// <summary>Reads the next row; false at the end and after an error.</summary>
    public bool Next(Span<HeldValues> to)
    {
        if (!_file.Next())
        {
            return false;
        }

        ReadOnlySpan<long> v = _file.Values;
        switch (_layout)
        {
            case DepthLayout.Touch:
                to[0] = new HeldValues(v[3], v[3], TouchPpm);
                return true;
            case DepthLayout.Ladder:
                return v[1] < v[0]
                    ? _file.Refuse(3, $"best ask {FieldText.Plain(v[1])} is below best bid {FieldText.Plain(v[0])}")
                    : Ladder(v, to);
            default:
                return Sides(to, 0, v[0], v[2], v[2], _bandBps, 4);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool Ladder(ReadOnlySpan<long> v, Span<HeldValues> to)
    {
        long middle = v[0] + ((v[1] - v[0]) / 2);
        for (int i = 0; i < MaxBands; i++)
        {
            int at = 2 + (2 * i);
            if (!Sides(to, i, middle, v[at], v[at + 1], NumberLayout.LadderBps[i], at + 2))
            {
                return false;
            }
        }

        return true;
    }

    private bool Sides(Span<HeldValues> to, int band, long middle, long bidUsd, long askUsd, int bps, int column)
    {
        Int128 bid = (Int128)bidUsd * FixedPoint.Scale / middle;
        Int128 ask = (Int128)askUsd * FixedPoint.Scale / middle;
        if (bid > FixedPoint.MaxPrice || ask > FixedPoint.MaxPrice)
        {
            string most = FieldText.Plain(FixedPoint.MaxPrice);
            return _file.Refuse(column, $"at a price of {FieldText.Plain(middle)} this is more than {most} units of the asset");
        }

        to[band] = new HeldValues((long)bid, (long)ask, bps * PpmPerBp);
        return true;
    }
}
