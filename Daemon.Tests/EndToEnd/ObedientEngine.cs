using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Basisd.Engine;
using Basisd.Node;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// An engine that obeys as PROTOCOL.md tells it to, over a venue that refuses the second order of an id, and that dies where it is told to: before it
/// does what it is commanded, between doing and answering, or behind its answer. What it knew is gone with it; what the venue knows is not.
/// </summary>
internal sealed class ObedientEngine(string socket, ConcurrentDictionary<long, int> venue, Func<DeathPoint> death)
{
    private const int ReceiveMs = 5;
    private readonly Dictionary<long, (ushort Kind, uint Scope, long V3, long V4)> _meanings = [];

    /// <summary>Commands by how often they were done. Above 1 the venue took an id twice.</summary>
    public ConcurrentDictionary<long, int> Effects { get; } = new();

    /// <summary>How often a command came down.</summary>
    public int Heard { get; private set; }

    /// <summary>An id that came with another meaning; there should be none.</summary>
    public string? Changed { get; private set; }

    public int Deaths { get; private set; }

    /// <summary>Connects, obeys, dies, and comes back, until it is told to stop.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using EngineClient client = EngineClient.Connect(socket, "obedient", SessionFlags.Commands, 200);
                long core = client.Reply.CoreTimeNs;
                Send(client, core, ObservationKind.EngineHeartbeat, 1, 0);
                while (!stop.IsCancellationRequested && Obey(client, core))
                {
                }
            }
            catch (EngineClientException)
            {
                // The daemon is dead: it will come back.
                Thread.Sleep(ReceiveMs);
            }
        }
    }

    private bool Obey(EngineClient client, long core)
    {
        if (!client.TryReceive(ReceiveMs, out ControlRecord record) || record.Kind != ControlKind.Command)
        {
            return true;
        }

        Heard++;
        long id = record.V0;
        (ushort, uint, long, long) meaning = (record.Flags, record.Index, record.V3, record.V4);
        Changed = _meanings.TryAdd(id, meaning) || _meanings[id] == meaning ? Changed : $"command {id}: {_meanings[id]}, then {meaning}";
        DeathPoint dies = death();
        if (dies == DeathPoint.BeforeDoing)
        {
            Deaths++;
            return false;
        }

        // The order id derives from the command's, so the venue knows whether it was done.
        long order = (1L << 62) + (id << 16);
        if (venue.TryAdd(order, 1))
        {
            Effects.AddOrUpdate(id, 1, (_, count) => count + 1);
        }

        if (dies == DeathPoint.BeforeAnswer)
        {
            Deaths++;
            return false;
        }

        Send(client, core, ObservationKind.CommandAck, id, 0);
        Deaths += dies == DeathPoint.BehindAnswer ? 1 : 0;
        return dies != DeathPoint.BehindAnswer;
    }

    private static void Send(EngineClient client, long core, ObservationKind kind, long v0, long v1)
    {
        Span<Observation> one = [new Observation { Kind = kind, SourceTime = core, V0 = v0, V1 = v1 }];
        client.Send(one);
    }
}
