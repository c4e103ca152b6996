using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Threading;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// An engine that works until its daemon dies: prices, calls that fail and recover, margins that break and heal, and commits. It remembers
/// what was acknowledged.
/// </summary>
internal sealed class EngineWork
{
    private const int MaxCommitBytes = 50_000;
    private const int OutstandingCommits = 8;
    private const int BreachPpm = 1_300_000;
    private const int SoundPpm = 2_000_000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly EngineClient _client;
    private readonly Random _random;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly List<Observation> _batch = [];
    private readonly long _scale;
    private long _next;
    private int _left;
    private bool _failing;

    public EngineWork(EngineClient client, int seed, int scale = Configurations.FastScale)
    {
        _client = client;
        _scale = scale;
        _random = new Random(seed);
        _next = client.Reply.LastCommitId;
        Acknowledged = _next;
    }

    /// <summary>Largest commit that the daemon called durable.</summary>
    public long Acknowledged { get; private set; }

    public long Sent => _next;

    /// <summary>Commits that were called durable in this session.</summary>
    public int Confirmations { get; private set; }

    /// <summary>Records that the daemon refused; there should be none.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The bytes that every engine of a test commits under an id.</summary>
    public static byte[] BytesOf(long id)
    {
        Random random = new(unchecked((int)id));
        byte[] bytes = new byte[random.Next(1, random.Next(1, MaxCommitBytes))];
        random.NextBytes(bytes);
        return bytes;
    }

    public static byte[] DigestOf(long id) => SHA256.HashData(BytesOf(id));

    /// <summary>Works until the session ends or it is told to stop.</summary>
    public void Run(Func<bool> stop)
    {
        try
        {
            while (!stop())
            {
                Round();
                Thread.Sleep(s_pause);
            }
        }
        catch (EngineClientException)
        {
            // The daemon is dead: what it acknowledged before may still lie in the socket.
            Drain();
        }
    }

    /// <summary>One batch of observations, perhaps a commit, and whatever came down.</summary>
    public void Round()
    {
        _batch.Clear();
        Add(ObservationKind.EngineHeartbeat, _next, 0);
        Add(ObservationKind.Price, 60_000L * 100_000_000L, 0);
        if (_left == 0)
        {
            _failing = _random.Next(3) == 0;
            _left = _random.Next(4, 40);
        }

        _left--;
        Add(ObservationKind.CallResult, _failing ? 2 : 0, 1_000_000, -1);
        Add(ObservationKind.MarginRatio, _random.Next(30) == 0 ? BreachPpm : SoundPpm, 100_000_000);
        _client.Send(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_batch));
        if (_next - Acknowledged < OutstandingCommits && _random.Next(2) == 0)
        {
            _next++;
            _client.SendCommit(_next, BytesOf(_next));
        }

        Receive();
    }

    private void Add(ObservationKind kind, long v0, long v1, long v2 = 0) => _batch.Add(new Observation
    {
        Kind = kind,
        SourceTime = _client.Reply.CoreTimeNs + (_since.Elapsed.Ticks * 100 * _scale),
        V0 = v0,
        V1 = v1,
        V2 = v2,
    });

    private void Drain()
    {
        try
        {
            while (Receive())
            {
            }
        }
        catch (EngineClientException)
        {
            // Nothing more will come.
            return;
        }
    }

    private bool Receive()
    {
        bool any = false;
        while (_client.TryReceive(0, out ControlRecord record))
        {
            any = true;
            if (record.Kind == ControlKind.CommitDone)
            {
                Acknowledged = Math.Max(Acknowledged, record.V0);
                Confirmations++;
            }
            else if (record.Kind == ControlKind.Rejected)
            {
                Refusal ??= $"{(RejectReason)record.Flags}, kind {record.Index}, {record.V0}, index {record.V1}";
            }
        }

        return any;
    }
}
