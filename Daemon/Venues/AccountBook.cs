using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The accounts at the venues: baseline, what it must be by every event since, what the venue said last. Behind the configured accounts each venue
/// has one more for all names that the configuration does not have: its sum is meaningless as an amount and exact as an identity, so that money
/// under such a name never moves unseen.
/// </summary>
public sealed class AccountBook
{
    private readonly int _configured;
    private readonly long[] _baseline;
    private readonly Int128[] _expected;
    private readonly long[] _found;

    /// <summary>Starts with nothing in any account.</summary>
    public AccountBook(Topology topology)
    {
        Accounts = new LedgerAccounts(topology);
        _configured = Accounts.Count;
        int count = _configured + topology.Venues.Length;
        _baseline = new long[count];
        _expected = new Int128[count];
        _found = new long[count];
        OfVenue = new int[topology.Venues.Length][];
        for (int venue = 0; venue < OfVenue.Length; venue++)
        {
            int of = venue;
            OfVenue[venue] = Array.FindAll(Numbers(count), a => VenueOf(a) == of && !IsUnused(topology, a));
        }
    }

    /// <summary>The configured accounts.</summary>
    public LedgerAccounts Accounts { get; }

    /// <summary>The accounts of each venue, the one of names that are not configured last.</summary>
    public int[][] OfVenue { get; }

    /// <summary>All accounts.</summary>
    public int Count => _expected.Length;

    /// <summary>The account of a record's item: the one of unconfigured names where it names none.</summary>
    public int Of(int venue, int item) => item < 0 ? _configured + venue : item;

    /// <summary>The venue of an account.</summary>
    public int VenueOf(int account) => account < _configured ? Accounts.VenueOf(account) : account - _configured;

    /// <summary>Whether it stands for all names that the configuration does not have.</summary>
    public bool IsUnconfigured(int account) => account >= _configured;

    /// <summary>What it held at the first poll, 1e-8.</summary>
    public long BaselineOf(int account) => _baseline[account];

    /// <summary>Baseline and every event since, 1e-8.</summary>
    public Int128 ExpectedOf(int account) => _expected[account];

    /// <summary>What the venue said last, 1e-8.</summary>
    public long FoundOf(int account) => _found[account];

    /// <summary>An event moved it.</summary>
    public void Move(int account, Int128 amount) => _expected[account] += amount;

    /// <summary>What the venue says it holds.</summary>
    public void Say(int account, long amount) => _found[account] = amount;

    /// <summary>What the venue says is believed: the first time it says so. Names that are not configured add up.</summary>
    public void Begin(int account, long amount)
    {
        _baseline[account] = IsUnconfigured(account) ? LedgerAmounts.Clamp((Int128)_baseline[account] + amount) : amount;
        _expected[account] = _baseline[account];
        _found[account] = _baseline[account];
    }

    /// <summary>Forgets the accounts of a venue.</summary>
    public void Forget(int venue)
    {
        foreach (int account in OfVenue[venue])
        {
            _baseline[account] = 0;
            _expected[account] = Int128.Zero;
            _found[account] = 0;
        }
    }

    /// <summary>Writes the accounts of a venue.</summary>
    public void Write(CanonicalWriter writer, int venue)
    {
        foreach (int account in OfVenue[venue])
        {
            writer.I64(_baseline[account]);
            writer.U64((ulong)((UInt128)(_expected[account] & ulong.MaxValue)));
            writer.I64((long)(_expected[account] >> 64));
            writer.I64(_found[account]);
        }
    }

    /// <summary>Reads them.</summary>
    public void Read(ref CanonicalReader reader, int venue)
    {
        foreach (int account in OfVenue[venue])
        {
            _baseline[account] = reader.I64();
            ulong low = reader.U64();
            _expected[account] = ((Int128)reader.I64() << 64) | low;
            _found[account] = reader.I64();
        }
    }

    private static int[] Numbers(int count)
    {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = i;
        }

        return numbers;
    }

    // A route over two venues has no account of its own, and a second route of the same asset at the same venue shares the first one's.
    private bool IsUnused(Topology topology, int account)
    {
        if (account >= topology.Routes.Length)
        {
            return false;
        }

        Route route = topology.Routes[account];
        return Accounts.OfAsset(route.Venue, route.Asset) != account;
    }
}
