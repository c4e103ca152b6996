using System;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Tests.Node;

/// <summary>
/// A venue's gateway as the node sees it: an exact ledger of its own, polled when told to. What it says can be bent afterwards, so that a test knows
/// by how much.
/// </summary>
internal sealed class GatewayFeed(NodeRig rig, int venue)
{
    private readonly LedgerAccounts _accounts = new(rig.Topology);
    private readonly List<VenueRecord> _events = [];
    private long _delivered;

    /// <summary>The node that is told; another one after a restart.</summary>
    public NodeRig Rig { get; set; } = rig;

    public SortedDictionary<int, long> Balances { get; } = [];

    public SortedDictionary<int, long> Positions { get; } = [];

    public List<VenueRecord> Orders { get; } = [];

    public long Seq { get; private set; }

    public int Cash => _accounts.OfCash(venue, 0);

    public long Polls { get; private set; }

    /// <summary>A spot fill: quantity, cash and fee move, each to the last unit.</summary>
    public VenueRecord Fill(int route, long order, long id, long quantity, long price, long fee = 0)
    {
        VenueRecord fill = new()
        {
            Kind = VenueRecordKind.Fill,
            Venue = venue,
            Seq = ++Seq,
            Time = Rig.Now,
            Item = route,
            OrderId = order,
            Id = id,
            Quantity = quantity,
            Price = price,
            Cash = LedgerAmounts.SpotCash(quantity, price),
            CashAccount = Cash,
            Fee = fee,
            FeeAccount = Cash,
        };
        Move(route, quantity);
        Move(Cash, fill.Cash - fee);
        _events.Add(fill);
        return fill;
    }

    public void Transfer(int account, long id, long amount)
    {
        Move(account, amount);
        Add(new VenueRecord { Kind = VenueRecordKind.Transfer, Item = account, Id = id, Quantity = amount });
    }

    /// <summary>Adds an event as it is, without moving anything.</summary>
    public void Add(VenueRecord record)
    {
        record.Venue = venue;
        record.Seq = ++Seq;
        _events.Add(record);
    }

    /// <summary>Moves a balance without a record.</summary>
    public void Move(int account, long amount) => Balances[account] = Balances.GetValueOrDefault(account) + amount;

    /// <summary>One complete poll.</summary>
    /// <param name="between">Called between two records: the other side does not wait for this one.</param>
    public void Poll(Action? between = null)
    {
        Send(new VenueRecord { Kind = VenueRecordKind.PollBegin, Time = Rig.Now, Id = ++Polls });
        Deliver(between);

        foreach ((int account, long total) in Balances)
        {
            Send(new VenueRecord { Kind = VenueRecordKind.Balance, Seq = Seq, Item = account, Quantity = total });
        }

        between?.Invoke();
        Deliver(between);
        foreach ((int position, long quantity) in Positions)
        {
            Send(new VenueRecord { Kind = VenueRecordKind.Position, Seq = Seq, Item = position, Quantity = quantity, Price = FixedPoint.Scale });
        }

        between?.Invoke();
        Deliver(between);
        foreach (VenueRecord order in Orders)
        {
            Send(order);
        }

        Send(new VenueRecord { Kind = VenueRecordKind.PollEnd, Seq = Seq, Id = Polls });
    }

    public StepResult Send(VenueRecord record)
    {
        record.Venue = venue;
        return Rig.Step(new NodeInput { Kind = NodeInputKind.VenueRecord, Now = Rig.Now, Record = ref record });
    }

    private void Deliver(Action? between)
    {
        for (int i = 0; i < _events.Count; i++)
        {
            if (_events[i].Seq > _delivered)
            {
                between?.Invoke();
                _delivered = _events[i].Seq;
                Send(_events[i]);
            }
        }
    }
}
