using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net;
using Basisd.Linux;
using Basisd.Sims;
using Basisd.Sims.Book;
using Basisd.Sims.Server;

namespace Basisd.Commands;

/// <summary>What <c>basisd sim venue</c> is told, and the venue that it makes of it.</summary>
internal sealed class SimVenueOptions
{
    private const int MaxTickMs = 3_600_000;
    private const int MaxNameChars = 32;

    private static readonly string[] DefaultMarkets = ["BTC/USDT=60000", "ETH/USDT=3000", "BTC/USDT:perp=60000"];

    private readonly Option<string> _name = new("--name")
    {
        Description = "name of the venue in its answers",
        HelpName = "NAME",
        DefaultValueFactory = _ => "alpha",
    };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "address and port; port 0 takes a free one",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => "127.0.0.1:0",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "the same seed and calls give the same answers",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string[]> _market = new("--market")
    {
        Description = $"a market and its price; again for more (default: {string.Join(", ", DefaultMarkets)})",
        HelpName = "BASE/QUOTE[:perp]=PRICE",
    };

    private readonly Option<string[]> _balance = new("--balance")
    {
        Description = "a first deposit; again for more (default: 1000000 of each quote unit, 100 of each base)",
        HelpName = "ASSET=AMOUNT",
    };

    private readonly Option<int> _tick = new("--tick-ms")
    {
        Description = "milliseconds between two steps of the prices; 0: only when asked to",
        HelpName = "MS",
        DefaultValueFactory = _ => VenueServerOptions.DefaultTickMs,
    };

    private readonly Option<string[]> _account = new("--account")
    {
        Description = "an account under /NAME/v1 with money, orders and faults of its own; again for more (default: one, under /v1)",
        HelpName = "NAME",
    };

    private readonly Option<bool> _remote = new("--allow-remote")
    {
        Description = "listen where others can reach it; they may trade and set faults",
    };

    /// <summary>Gives a verb these options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_name, _listen, _seed, _market, _balance, _tick, _account, _remote])
        {
            command.Add(option);
        }
    }

    /// <summary>Name of the venue, as it was given.</summary>
    public string NameOf(ParseResult parsed) => parsed.GetValue(_name)!;

    /// <summary>Makes the venue's accounts, each with its first deposits.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Where it is served.</param>
    /// <returns>Null where the words are wrong; that was printed.</returns>
    public VenueAccounts? Open(ParseResult parsed, out VenueServerOptions options)
    {
        string name = parsed.GetValue(_name)!;
        int tick = parsed.GetValue(_tick);
        string[] names = Given(parsed, _account) ?? [];
        VenueBook? book = Book(parsed, 0, out string problem);
        bool isAddress = IPEndPoint.TryParse(parsed.GetValue(_listen)!, out IPEndPoint? address);
        if (problem.Length == 0)
        {
            problem = !IsName(name) ? $"--name takes small letters, digits and dashes, found '{name}'"
                : !isAddress ? $"--listen takes an address and a port such as 127.0.0.1:9001, found '{parsed.GetValue(_listen)}'"
                : Array.Find(names, n => !IsName(n)) is { } odd ? $"--account takes small letters, digits and dashes, found '{odd}'"
                : names.Distinct(StringComparer.Ordinal).Count() < names.Length ? "--account: one name is given twice"
                : tick is < 0 or > MaxTickMs ? $"--tick-ms is from 0 to {MaxTickMs}, found {tick}"
                : string.Empty;
        }

        options = new VenueServerOptions();
        if (problem.Length > 0)
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            error.WriteLine($"basisd: {problem}");
            return null;
        }

        options = options with { Listen = address!, MayBeRemote = parsed.GetValue(_remote), Tick = TimeSpan.FromMilliseconds(tick) };
        return names.Length == 0
            ? new VenueAccounts(new VenueSimulator(name, book!, BootClock.WallNs))
            : new VenueAccounts(names.Select((account, i) =>
                KeyValuePair.Create(account, new VenueSimulator(name, Book(parsed, (ulong)i, out _)!, BootClock.WallNs))));
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameChars && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private VenueBook? Book(ParseResult parsed, ulong account, out string problem)
    {
        List<MarketSpec> specs = [];
        foreach (string text in Given(parsed, _market) ?? DefaultMarkets)
        {
            if (MarketSpec.Parse(text, out problem) is not { } spec)
            {
                return null;
            }

            specs.Add(spec);
        }

        if (VenueBook.Repeated(specs) is { } twice)
        {
            problem = $"--market: {twice} is given twice";
            return null;
        }

        VenueBook book = new(new VenueBookSettings(), specs, parsed.GetValue(_seed) + account);
        problem = string.Empty;
        string[] deposits = Given(parsed, _balance)
            ?? [.. book.Assets.Select(asset => specs.Exists(m => m.Quote == asset) ? $"{asset}=1000000" : $"{asset}=100")];
        foreach (string text in deposits)
        {
            string[] sides = text.Split('=', 2);
            if (sides.Length != 2 || !SimAmount.TryParse(sides[1], out long amount))
            {
                problem = $"--balance takes an asset and an amount such as USDT=50000, found '{text}'";
                return null;
            }

            if (book.Transfer(sides[0], amount, BootClock.WallNs(), out problem) is null)
            {
                problem = $"--balance {text}: {problem}";
                return null;
            }
        }

        return book;
    }

    private static string[]? Given(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) is { Length: > 0 } words ? words : null;
}
