using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Plays a plan: all its inputs merged into one ascending sequence of observations, by second, then in the order of <see
/// cref="HistoryPlan.Inputs"/>. Streams through fixed buffers; allocates nothing per observation; the same plan gives the same sequence. It never
/// waits: pace is the caller's.
/// </summary>
public sealed class HistoryReader : IDisposable
{
    private readonly HistoryStream[] _streams;
    private readonly HistoryError? _openError;
    private long _second;
    private int _cursor;
    private ulong _sequence;

    internal HistoryReader(HistoryStream[] streams, HistoryError? openError)
    {
        _streams = streams;
        _openError = openError;
        _second = openError is null ? Earliest() : HistoryStream.Ended;
    }

    /// <summary>Why the sequence ended early: a file that changed after the plan was made. Null after a complete run.</summary>
    public HistoryError? Error
    {
        get
        {
            HistoryError? error = _openError;
            foreach (HistoryStream stream in _streams)
            {
                error ??= stream.Error;
            }

            return error;
        }
    }

    /// <summary>
    /// Gives the next observation; false at the end or after an error, so look at <see cref="Error"/> then. <see cref="Observation.Sequence"/>
    /// counts from 1 without a gap; <see cref="Observation.SourceTime"/> is the second, in Unix nanoseconds.
    /// </summary>
    public bool Next(out Observation observation)
    {
        observation = default;
        while (_second != HistoryStream.Ended)
        {
            for (; _cursor < _streams.Length; _cursor++)
            {
                // It may have more of this second: then it goes on before the next one does.
                HistoryStream stream = _streams[_cursor];
                if (stream.Second == _second)
                {
                    stream.Take(ref observation);
                    observation.Sequence = ++_sequence;
                    observation.SourceTime = _second * FixedPoint.Second;
                    return true;
                }
            }

            _cursor = 0;
            _second = Earliest();
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (HistoryStream stream in _streams)
        {
            stream.Dispose();
        }
    }

    // A broken input stops all of them: half a market is not history.
    private long Earliest()
    {
        long earliest = HistoryStream.Ended;
        foreach (HistoryStream stream in _streams)
        {
            if (stream.Second == HistoryStream.Ended && stream.Error is not null)
            {
                return HistoryStream.Ended;
            }

            earliest = Math.Min(earliest, stream.Second);
        }

        return earliest;
    }
}
