using System;
using System.Threading;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// Plays a history in step with a daemon's core time: each recorded second is sent when the daemon's clock reaches it, stamped with that
/// moment. A price that came is also a call that succeeded, where no recorded calls say otherwise. Commands are acknowledged at once; heartbeats
/// and acknowledgements that are recorded are not sent, for they answer another daemon.
/// </summary>
public sealed class HistoryFeed
{
    private const int BatchRecords = 1024;
    private const long TellEveryNs = 10 * FixedPoint.Minute;

    private readonly HistoryPlan _plan;
    private readonly EngineClient _client;
    private readonly long _speed;
    private readonly Observation[] _batch = new Observation[BatchRecords];
    private readonly bool[] _callsRecorded;
    private readonly bool[] _venueSpoke;
    private int _count;
    private long _beats;
    private long _due;
    private long _paced;

    /// <summary>Creates a feed over a connected session.</summary>
    /// <param name="plan">History mapped onto the daemon's names.</param>
    /// <param name="client">The session.</param>
    /// <param name="speed">History seconds per second.</param>
    public HistoryFeed(HistoryPlan plan, EngineClient client, int speed)
    {
        _plan = plan;
        _client = client;
        _speed = speed;
        _callsRecorded = new bool[plan.Topology.Venues.Length];
        _venueSpoke = new bool[plan.Topology.Venues.Length];
        for (int venue = 0; venue < _callsRecorded.Length; venue++)
        {
            _callsRecorded[venue] = plan.Plays(ObservationKind.CallResult, venue);
        }
    }

    /// <summary>Told what a person who watches wants to know, a line at a time.</summary>
    public Action<string>? Told { get; set; }

    /// <summary>Plays until the history ends or <paramref name="stop"/>.</summary>
    /// <returns>Why a file could not be read to its end, or null.</returns>
    /// <exception cref="EngineClientException">The daemon ended the session.</exception>
    public HistoryError? Play(CancellationToken stop)
    {
        using HistoryReader reader = _plan.OpenReader();
        long bootStart = BootClock.NowNs();
        long coreStart = _client.Reply.CoreTimeNs;
        long scale = _client.Reply.TimeScalePpm / FixedPoint.Ppm;
        _due = bootStart;
        _paced = _plan.FirstTime;
        long second = -1;
        long told = -TellEveryNs;
        while (!stop.IsCancellationRequested && reader.Next(out Observation observation))
        {
            if (observation.SourceTime != second)
            {
                Flush();
                second = observation.SourceTime;
                if (second - told >= TellEveryNs)
                {
                    told = second;
                    Told?.Invoke($"history {UtcText.Full(second / FixedPoint.Second)} UTC, {_speed}x");
                }

                Pace(second, stop);
                Listen();
                Add(new Observation { Kind = ObservationKind.EngineHeartbeat, V0 = ++_beats });
            }

            long core = coreStart + ((BootClock.NowNs() - bootStart) * scale);
            Stamp(core);
            observation.SourceTime = core;
            if (observation.Kind == ObservationKind.Price)
            {
                Spoke(_plan.Topology.Instruments[(int)observation.Index].Venue, core);
            }

            if (observation.Kind is not (ObservationKind.EngineHeartbeat or ObservationKind.CommandAck))
            {
                Add(observation);
            }
        }

        Flush();
        Told?.Invoke(stop.IsCancellationRequested ? "stopped" : $"history ended at {UtcText.Full(_plan.LastTime / FixedPoint.Second)} UTC");
        return reader.Error;
    }

    private void Spoke(int venue, long core)
    {
        if (_callsRecorded[venue] || _venueSpoke[venue])
        {
            return;
        }

        _venueSpoke[venue] = true;
        Add(new Observation { Kind = ObservationKind.CallResult, Index = (uint)venue, SourceTime = core, V2 = -1 });
    }

    // What was added before its moment was known gets the moment of its second.
    private void Stamp(long core)
    {
        for (int i = _count - 1; i >= 0 && _batch[i].SourceTime == 0; i--)
        {
            _batch[i].SourceTime = core;
        }
    }

    private void Add(in Observation observation)
    {
        if (_count == _batch.Length)
        {
            Send();
        }

        _batch[_count++] = observation;
    }

    private void Flush()
    {
        Send();
        Array.Clear(_venueSpoke);
    }

    private void Send()
    {
        if (_count > 0)
        {
            _client.Send(_batch.AsSpan(0, _count));
            _count = 0;
        }
    }

    // Whoever is late stays late: seconds that catch up would be squeezed together, and their returns would look like a storm.
    private void Pace(long second, CancellationToken stop)
    {
        _due = Math.Max(_due + ((second - _paced) / _speed), BootClock.NowNs());
        _paced = second;
        long left = _due - BootClock.NowNs();
        if (left > 0)
        {
            stop.WaitHandle.WaitOne(TimeSpan.FromTicks(left / 100));
        }
    }

    private void Listen()
    {
        while (_client.TryReceive(0, out ControlRecord record))
        {
            if (record.Kind == ControlKind.Command)
            {
                Told?.Invoke($"command {record.V0} from the daemon: {(EngineCommandKind)record.Flags}; acknowledged");
                Add(new Observation { Kind = ObservationKind.CommandAck, V0 = record.V0 });
            }
            else if (record.Kind == ControlKind.Rejected)
            {
                Told?.Invoke($"the daemon refused record {record.V0}: {(RejectReason)record.Flags}");
            }
        }
    }
}
