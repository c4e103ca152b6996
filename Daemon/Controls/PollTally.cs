using System;

namespace Basisd.Controls;

/// <summary>
/// What the poll of each venue that is under way has shown so far of open orders and positions. Plain counts; only a complete poll says anything,
/// since only then what it did not list is not there.
/// </summary>
public sealed class PollTally
{
    private const int RecentOrders = 256;

    private readonly int _routes;
    private readonly long[] _begunAt;
    private readonly bool[] _isOpen;
    private readonly int[] _orders;
    private readonly long[] _newest;
    private readonly long[] _quantity;
    private readonly long[] _recentId = new long[RecentOrders];
    private readonly long[] _recentAt = new long[RecentOrders];
    private int _recent;

    /// <summary>Fixes all memory.</summary>
    public PollTally(int venues, int routes, int positions)
    {
        // One row more than routes: orders of markets that nobody configured.
        _routes = routes + 1;
        _begunAt = new long[venues];
        _isOpen = new bool[venues];
        _orders = new int[venues * _routes];
        _newest = new long[venues * _routes];
        _quantity = new long[positions];
    }

    /// <summary>First order id of those that commands cause: command id × 2^16 behind this bit (PROTOCOL.md).</summary>
    public const long CommandOrders = 1L << 62;

    /// <summary>The engine says that it emitted an order.</summary>
    public void Emitted(long order, long now)
    {
        _recentId[_recent] = order;
        _recentAt[_recent] = now;
        _recent = (_recent + 1) % RecentOrders;
    }

    /// <summary>A poll of a venue begins.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="begunAt">Core time at which it began, Unix nanoseconds; 0: nobody knows.</param>
    /// <param name="positions">By position, its venue.</param>
    public void Begin(int venue, long begunAt, ReadOnlySpan<int> positions)
    {
        _begunAt[venue] = begunAt;
        _isOpen[venue] = true;
        Array.Clear(_orders, venue * _routes, _routes);
        Array.Clear(_newest, venue * _routes, _routes);
        for (int position = 0; position < positions.Length; position++)
        {
            _quantity[position] = positions[position] == venue ? 0 : _quantity[position];
        }
    }

    /// <summary>The poll shows an open order.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="route">Index of the route, -1 for a market that nobody configured.</param>
    /// <param name="order">The engine's order id.</param>
    public void Order(int venue, int route, long order)
    {
        int cell = (venue * _routes) + (route < 0 ? _routes - 1 : route);
        _orders[cell] = _orders[cell] == int.MaxValue ? int.MaxValue : _orders[cell] + 1;
        int at = order >= CommandOrders ? -1 : Array.IndexOf(_recentId, order);
        _newest[cell] = at < 0 ? _newest[cell] : Math.Max(_newest[cell], _recentAt[at]);
    }

    /// <summary>The poll shows a position.</summary>
    public void Position(int position, long quantity) => _quantity[position] = quantity;

    /// <summary>The poll failed: it says nothing.</summary>
    public void Fail(int venue) => _isOpen[venue] = false;

    /// <summary>The poll is complete.</summary>
    /// <returns>False if it never began.</returns>
    public bool End(int venue, out long begunAt)
    {
        bool wasOpen = _isOpen[venue];
        _isOpen[venue] = false;
        begunAt = _begunAt[venue];
        return wasOpen;
    }

    /// <summary>Open orders of a venue on a route.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="route">Index of the route, -1: markets that nobody configured.</param>
    /// <param name="emittedAfter">Only those that the engine emitted after this core time count; 0 counts all.</param>
    /// <returns>A count; with a time 1 for any.</returns>
    public int OrdersOf(int venue, int route, long emittedAfter)
    {
        int cell = (venue * _routes) + (route < 0 ? _routes - 1 : route);
        return emittedAfter == 0 ? _orders[cell] : _newest[cell] > emittedAfter ? 1 : 0;
    }

    /// <summary>Signed quantity of a position in the poll; 0 where it lists none.</summary>
    public long QuantityOf(int position) => _quantity[position];
}
