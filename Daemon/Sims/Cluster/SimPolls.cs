using Basisd.Node;
using Basisd.Safety;
using Basisd.Sims.Book;
using Basisd.Venues;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The polls of the exchange's gateway, as the loop takes them: each asks at one moment and is told of at a later one; some fail. A takeover asks at
/// once, and again when the last fill that was missing has been told.
/// </summary>
internal sealed class SimPolls(SimTenure loop, SimWorld world, int slot, SeededRandom random)
{
    private const long Every = FixedPoint.Second;
    private const long Base = 1_000_000 * FixedPoint.Scale;

    private long _asksAt;
    private long _answersAt;
    private long _began;
    private long _fills;
    private long _polls;
    private bool _hadFills;

    /// <summary>Asks, or takes what was answered.</summary>
    public void Look()
    {
        bool hasFills = loop.Core.State.Takeover.Awaits(SimCores.Listed)
            && loop.Core.State.Records.Of(SimCores.Listed) is { Fills.Count: > 0 };
        _asksAt = _hadFills && !hasFills ? world.Now : _asksAt;
        _hadFills = hasFills;
        if (_answersAt != 0 && world.Now >= _answersAt)
        {
            _answersAt = 0;
            Answer();
        }

        if (_answersAt == 0 && world.Now >= _asksAt)
        {
            _began = loop.Now;
            _fills = (long)world.Exchange.Accepted(slot, world.Now);
            _asksAt = world.Now + Every;
            _answersAt = world.Now + random.Below(200 * FixedPoint.Millisecond);
        }
    }

    private void Answer()
    {
        if (random.Below(20) == 0)
        {
            Take(new VenueRecord { Kind = VenueRecordKind.PollFailed, Time = _began, Id = 1 });
            return;
        }

        Take(new VenueRecord { Kind = VenueRecordKind.PollBegin, Time = _began, Id = ++_polls });
        long cash = LedgerAmounts.SpotCash(SimCores.Quantity, SimCores.Price);
        for (long next = loop.Core.State.Records.Of(SimCores.Listed)?.Cursor ?? 0; next < _fills; next++)
        {
            long order = world.Exchange.FillOf(slot, (int)next);
            Take(new VenueRecord
            {
                Kind = VenueRecordKind.Fill,
                Seq = next + 1,
                Time = _began,
                Item = SimCores.Listed,
                OrderId = order,
                Id = order,
                Quantity = SimCores.Quantity,
                Price = SimCores.Price,
                Cash = cash,
                CashAccount = world.Cores!.Cash,
                FeeAccount = world.Cores.Cash,
            });
        }

        long quantity = Base + (_fills * SimCores.Quantity);
        Take(new VenueRecord { Kind = VenueRecordKind.Balance, Seq = _fills, Item = SimCores.Listed, Quantity = quantity });
        Take(new VenueRecord { Kind = VenueRecordKind.Balance, Seq = _fills, Item = world.Cores!.Cash, Quantity = Base + (_fills * cash) });
        Take(new VenueRecord { Kind = VenueRecordKind.PollEnd, Seq = _fills, Time = loop.Now, Id = _polls });
    }

    private void Take(VenueRecord record)
    {
        record.Venue = SimCores.Listed;
        loop.Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = loop.Now, Record = ref record });
    }
}
