using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The engine of one slot as the loop hears it: that it lives, prices, calls, balances, what became of orders and commands, and its state now and
/// then. What it had told before is in the state that it committed; a new one reads the rest at the exchange first.
/// </summary>
internal sealed class SimTrader(SimTenure loop, SimWorld world, int slot, long readyAt)
{
    private const long Balance = 10 * FixedPoint.Scale;
    private const long Pairs = FixedPoint.Second;
    private const int EveryCommit = 12;
    private const int Failures = 5;

    private readonly Queue<long> _sent = new();
    private readonly Queue<long> _acknowledges = new();
    private long _beats;
    private long _told = -1;
    private long _pairsAt;
    private long _failing;
    private long _differing;

    /// <summary>It has sent an order.</summary>
    public void Sent(long order) => _sent.Enqueue(order);

    /// <summary>It hears a command.</summary>
    public void Hear(long command) => _acknowledges.Enqueue(command);

    /// <summary>The next calls of the second venue fail.</summary>
    public void Fail() => _failing = Failures;

    /// <summary>The balances of the second venue differ so many seconds.</summary>
    public void Differ(long seconds) => _differing = seconds;

    /// <summary>Tells what there is to tell.</summary>
    public void Tell()
    {
        if (world.Now < readyAt)
        {
            return;
        }

        loop.Observe(new Observation { Kind = ObservationKind.EngineHeartbeat, V0 = ++_beats });
        for (uint venue = 0; venue <= SimCores.Told; venue++)
        {
            long outcome = venue == SimCores.Told && _failing > 0 ? 2 : 0;
            _failing -= outcome == 2 ? 1 : 0;
            loop.Observe(new Observation { Kind = ObservationKind.Price, Index = venue, V0 = SimCores.Price });
            loop.Observe(new Observation { Kind = ObservationKind.CallResult, Index = venue, V0 = outcome, V1 = FixedPoint.Millisecond, V2 = -1 });
        }

        Orders();
        while (_acknowledges.TryDequeue(out long command))
        {
            loop.Observe(new Observation { Kind = ObservationKind.CommandAck, V0 = command });
        }

        if (world.Now - _pairsAt >= Pairs)
        {
            _pairsAt = world.Now;
            Balances();
        }

        if (_beats % EveryCommit == 0 && !world.IsQuiet)
        {
            Span<byte> state = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(state, _told);
            loop.Commit(loop.Core.State.Commits.Id + 1, state);
        }
    }

    private void Orders()
    {
        while (_sent.TryDequeue(out long order))
        {
            loop.Observe(new Observation
            {
                Kind = ObservationKind.OrderEvent,
                Index = SimCores.Listed,
                V0 = order,
                V2 = SimCores.Quantity,
                V3 = SimCores.Price,
            });
        }

        if (_told < 0)
        {
            ReadOnlySpan<byte> state = loop.Core.State.Commits.Bytes;
            _told = state.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(state) : 0;
        }

        for (long filled = (long)world.Exchange.Accepted(slot, world.Now); _told < filled; _told++)
        {
            long order = world.Exchange.FillOf(slot, (int)_told);
            loop.Observe(new Observation
            {
                Kind = ObservationKind.Fill,
                Index = SimCores.Listed,
                V0 = order,
                V1 = order,
                V2 = SimCores.Quantity,
                V3 = SimCores.Price,
            });
            loop.Observe(new Observation
            {
                Kind = ObservationKind.OrderEvent,
                Index = SimCores.Listed,
                V0 = order,
                V1 = 2,
                V2 = SimCores.Quantity,
                V3 = SimCores.Price,
            });
        }
    }

    private void Balances()
    {
        _differing -= _differing > 0 ? 1 : 0;
        long theirs = Balance + (_differing > 0 ? 1 : 0);
        loop.Observe(new Observation { Kind = ObservationKind.BalancePair, Index = SimCores.Listed, V0 = Balance, V1 = Balance });
        loop.Observe(new Observation { Kind = ObservationKind.BalancePair, Index = SimCores.Told, V0 = Balance, V1 = theirs });
        bool isOwed = loop.Core.State.Safety.ModeOf(Topology.Platform) == Mode.Dmm
            && !loop.Core.IsWithdrawalVerified(loop.Core.Topology.Assets[0]);
        if (isOwed)
        {
            loop.Observe(new Observation { Kind = ObservationKind.Confirmation, Index = SimCores.Listed, V0 = FixedPoint.Second });
        }
    }
}
