using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;

namespace Basisd.Sims.Book;

/// <summary>
/// The truth of a simulated venue: one client's accounts, positions and orders, moved by events alone. Integers only, the clock is handed in,
/// chance comes from the seed: the same calls make the same book, bit for bit. Orders trade against the ladder, never against each other; the
/// account may borrow, so balances may be negative. Not thread-safe, and never part of a running daemon.
/// </summary>
public sealed partial class VenueBook
{
    /// <summary>Largest balance either way, 1e-8: the largest amount of the contract. What would leave it is refused.</summary>
    public const long MaxBalance = FixedPoint.MaxPrice;

    /// <summary>Largest transfer either way, 1e-8.</summary>
    public const long MaxTransfer = FixedPoint.MaxPrice;

    /// <summary>Most that an order or a position is worth, 1e-8 of the quote unit: the largest cash of the contract.</summary>
    public const long MaxWorth = 100 * FixedPoint.MaxPrice;

    private readonly VenueBookSettings _settings;
    private readonly List<string> _assets = [];
    private readonly List<long> _balances = [];
    private readonly List<bool> _wasUsed = [];
    private readonly PerpPosition[] _positions;
    private readonly bool[] _wasHeld;
    private readonly PriceLadder[] _ladders;
    private readonly int[] _baseAccounts;
    private readonly int[] _quoteAccounts;
    private readonly Dictionary<ulong, SimOrder> _orders = [];
    private readonly SortedDictionary<long, SimOrder> _open = [];
    private readonly List<SimOrder> _closing = [];
    private long _orderIds;
    private long _fundingIds;
    private long _transferIds;

    /// <summary>Creates an empty book.</summary>
    /// <param name="settings">Fees and bounds.</param>
    /// <param name="markets">Its markets; names and positions must be distinct.</param>
    /// <param name="seed">Decides the liquidity of every market.</param>
    /// <exception cref="ArgumentException">Two markets have the same name or move the same position.</exception>
    public VenueBook(VenueBookSettings settings, IReadOnlyList<MarketSpec> markets, ulong seed)
    {
        _settings = settings;
        Markets = markets;
        _positions = new PerpPosition[markets.Count];
        _wasHeld = new bool[markets.Count];
        if (Repeated(markets) is { } twice)
        {
            throw new ArgumentException($"{twice} is given twice", nameof(markets));
        }

        Events = new EventRing(settings.MaxEvents);
        _ladders = [.. markets.Select(m => new PriceLadder(m.StartPrice, settings.RangePpm, new SeededRandom(seed, m.Name)))];
        _baseAccounts = [.. markets.Select(m => m.IsPerpetual ? -1 : AccountOf(m.Base))];
        _quoteAccounts = [.. markets.Select(m => AccountOf(m.Quote))];
    }

    /// <summary>The markets, by index.</summary>
    public IReadOnlyList<MarketSpec> Markets { get; }

    /// <summary>Everything that moved a balance or a position.</summary>
    public EventRing Events { get; }

    /// <summary>Names of the accounts, by index.</summary>
    public IReadOnlyList<string> Assets => _assets;

    /// <summary>Orders that rest, by the venue's id.</summary>
    public IReadOnlyDictionary<long, SimOrder> Open => _open;

    /// <summary>Id of the latest fill; 0 before the first.</summary>
    public long LastFill { get; private set; }

    /// <summary>Ticks of the ladders so far.</summary>
    public long Ticks { get; private set; }

    /// <summary>A balance, 1e-8.</summary>
    public long Balance(int asset) => _balances[asset];

    /// <summary>Whether the account was ever moved.</summary>
    public bool WasUsed(int asset) => _wasUsed[asset];

    /// <summary>The position in a market.</summary>
    public PerpPosition Position(int market) => _positions[market];

    /// <summary>Whether there ever was a position in the market.</summary>
    public bool WasHeld(int market) => _wasHeld[market];

    /// <summary>What the rest of the world offers in a market.</summary>
    public PriceLadder Ladder(int market) => _ladders[market];

    /// <summary>Index of a market, or -1.</summary>
    public int FindMarket(string name) => Find(name, m => m.Name);

    /// <summary>Index of the market that moves a position, or -1.</summary>
    public int FindPosition(string name) => Find(name, m => m.IsPerpetual ? m.Position : string.Empty);

    /// <summary>The order of a client's id, open or closed; null where there never was one.</summary>
    public SimOrder? FindOrder(ulong clientOrderId) => _orders.GetValueOrDefault(clientOrderId);

    /// <summary>What two of the markets share and may not; null where all is well.</summary>
    public static string? Repeated(IReadOnlyList<MarketSpec> markets) => markets.Select(m => m.Name)
        .Concat(markets.Where(m => m.IsPerpetual).Select(m => m.Position))
        .GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;

    /// <summary>A confirmed deposit (above zero) or withdrawal (below).</summary>
    /// <param name="asset">Name of the account; a new one is opened.</param>
    /// <param name="amount">1e-8.</param>
    /// <param name="now">Unix ns.</param>
    /// <param name="refusal">Why nothing was done.</param>
    /// <returns>The event, or null.</returns>
    public VenueEvent? Transfer(string asset, long amount, long now, out string refusal)
    {
        refusal = string.Empty;
        if (!MarketSpec.IsAsset(asset))
        {
            refusal = $"an asset is 1 to {MarketSpec.MaxAssetChars} capitals and digits, found '{asset}'";
        }
        else if (amount is 0 or < -MaxTransfer or > MaxTransfer)
        {
            refusal = $"an amount is not zero and at most {SimAmount.Text(MaxTransfer)} either way";
        }
        else if (!_assets.Contains(asset) && _assets.Count >= _settings.MaxAssets)
        {
            refusal = $"the venue has {_settings.MaxAssets} accounts and opens no more";
        }
        else if (!Fits(AccountOf(asset), amount))
        {
            refusal = $"the balance of {asset} would leave what an account can hold";
        }

        if (refusal.Length > 0)
        {
            return null;
        }

        int account = AccountOf(asset);
        Credit(account, amount);
        return Record(new VenueEvent
        {
            Kind = VenueEventKind.Transfer,
            Id = ++_transferIds,
            Subject = account,
            Cash = amount,
            Time = now,
        });
    }

    /// <summary>A funding payment on a position at the current mid price.</summary>
    /// <param name="market">Index of a perpetual.</param>
    /// <param name="ratePpm">Longs pay when it is above zero.</param>
    /// <param name="now">Unix ns.</param>
    /// <param name="refusal">Why nothing was done.</param>
    /// <returns>The event, or null.</returns>
    public VenueEvent? Fund(int market, long ratePpm, long now, out string refusal)
    {
        long quantity = _positions[market].Quantity;
        long mark = _ladders[market].Mid;
        refusal = ratePpm is < -FixedPoint.Ppm or > FixedPoint.Ppm ? $"a rate is at most {FixedPoint.Ppm} ppm either way"
            : quantity == 0 ? $"there is no position in {Markets[market].Name}"
            : !IsWorthLess(quantity, mark) ? $"the position in {Markets[market].Name} is worth more than {SimAmount.Text(MaxWorth)}"
            : string.Empty;
        if (refusal.Length > 0)
        {
            return null;
        }

        // Truncated once, at the end: any party that multiplies the same three integers comes to the same amount.
        Int128 paid = (Int128)quantity * mark * ratePpm / ((Int128)FixedPoint.Scale * FixedPoint.Ppm);
        int account = _quoteAccounts[market];
        if (!Fits(account, -paid))
        {
            refusal = $"the balance of {_assets[account]} would leave what an account can hold";
            return null;
        }

        Credit(account, (long)-paid);
        return Record(new VenueEvent
        {
            Kind = VenueEventKind.Funding,
            Id = ++_fundingIds,
            Subject = market,
            Quantity = quantity,
            Price = mark,
            RatePpm = ratePpm,
            Cash = (long)-paid,
            Time = now,
        });
    }

    /// <summary>Uses up a sequence number for nothing, so that a fault has a place for its lie.</summary>
    /// <returns>The number.</returns>
    public long Blank(long now) => Record(new VenueEvent { Time = now }).Seq;

    private VenueEvent Record(VenueEvent happened) => happened with { Seq = Events.Append(happened) };

    private static bool IsWorthLess(long quantity, long price) => Int128.Abs((Int128)quantity * price / FixedPoint.Scale) <= MaxWorth;

    private bool Fits(int account, Int128 change)
    {
        Int128 after = _balances[account] + change;
        return after >= -MaxBalance && after <= MaxBalance;
    }

    private void Credit(int account, long amount)
    {
        _balances[account] += amount;
        _wasUsed[account] |= amount != 0;
    }

    private int AccountOf(string asset)
    {
        int found = _assets.IndexOf(asset);
        if (found < 0)
        {
            found = _assets.Count;
            _assets.Add(asset);
            _balances.Add(0);
            _wasUsed.Add(false);
        }

        return found;
    }

    private int Find(string name, Func<MarketSpec, string> of)
    {
        for (int i = 0; i < Markets.Count; i++)
        {
            if (of(Markets[i]) == name)
            {
                return i;
            }
        }

        return -1;
    }
}
