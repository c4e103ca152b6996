using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Book;

namespace Basisd.Sims.Engine;

// What the desk knows of its venue, as it is kept and handed over.
internal sealed partial class OrderDesk
{
    /// <summary>Writes the state down while no fill is half taken.</summary>
    public void Write(Action write)
    {
        lock (_books)
        {
            write();
        }
    }

    /// <summary>The open orders as lines of a commit.</summary>
    public IEnumerable<string> OpenLines() => _orders.Values.Where(o => !o.IsClosed).OrderBy(o => o.Id)
        .Select(o => $"order {o.Id} {o.Market.FullName} {SimAmount.Text(o.Quantity - o.Filled)}");

    /// <summary>Forgets what this life knew of the venue: another one went on.</summary>
    public void Forget()
    {
        lock (_books)
        {
            Cursor = 0;
            Positions.Clear();
            Inventory.Clear();
            _orders.Clear();
            _closed.Clear();
        }
    }

    // What the venue shows open under ids of ours, and no state names.
    private async Task<bool> AdoptAsync(CancellationToken stop)
    {
        VenueReply open = await _client.OrdersAsync(PageItems, stop).ConfigureAwait(false);
        foreach (JsonElement item in open.IsOk ? VenueLists.Items(open.Body) : [])
        {
            if (VenueLists.TryOrderId(item, out long id) && OrderIds.IsOurs(id) && VenueLists.Named(Markets, item) is { } market)
            {
                LiveOrder left = new()
                {
                    Id = id,
                    Market = market,
                    Quantity = VenueReply.Amount(item, "quantity"),
                    Price = VenueReply.Amount(item, "price"),
                };
                if (_orders.TryAdd(id, left))
                {
                    _teller.Step(left, OrderStep.New);
                    _teller.Step(left, OrderStep.Acknowledged);
                }
            }
        }

        return open.IsOk;
    }
}
