using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>How <c>replay</c> and <c>feed</c> name history: files, folders, bounds. One meaning for both.</summary>
public sealed class HistoryOptions
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "files or folders named like binance_BTCUSDT_spot_1m.csv or NAME_observations.csv; of a folder the finest candles are played",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _candles = new("--candles")
    {
        Description = "a file whose name says nothing: BTC@binance=FILE or BTC/USD@kraken=FILE; may be given again",
        HelpName = "MARKET=FILE",
    };

    private readonly Option<bool> _allowGaps = new("--allow-gaps") { Description = "play a missing candle as silence instead of refusing the file" };
    private readonly Option<string?> _holdGaps = new("--hold-gaps")
    {
        Description = "through missing candles the last close stands, for at most so long (for example 30m); longer ones are silence",
        HelpName = "TIME",
    };

    private readonly Option<bool> _allIntervals = new("--all-intervals") { Description = "play coarser candles of the same asset as well" };
    private readonly Option<string?> _from = new("--from") { Description = "first moment, UTC, for example 2020-03-12T08:00", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--to") { Description = "end, UTC", HelpName = "TIME" };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_paths);
        foreach (Option option in new Option[] { _candles, _allowGaps, _holdGaps, _allIntervals, _from, _to })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Opens what was named; says everything that is wrong.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="topology">Names to map onto, or null to take them from the files.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="fromOverride">A start that the verb chose itself, Unix nanoseconds.</param>
    /// <param name="scopes">Names of the scopes in the order of their indexes, where the topology's own order is another; else null.</param>
    /// <returns>The plan, or null: exit with <see cref="ExitCode.Usage"/>.</returns>
    public HistoryPlan? Open(ParseResult parsed, Topology? topology, TextWriter error, long? fromOverride = null, string[]? scopes = null)
    {
        List<NamedInput> named = [];
        foreach (string text in parsed.GetValue(_candles) ?? [])
        {
            NamedInput? input = NamedInput.Parse(text, out HistoryError? problem);
            if (input is null)
            {
                error.WriteLine($"basisd: --candles {problem}");
                return null;
            }

            named.Add(input);
        }

        if (!TryTime(parsed.GetValue(_from), "--from", error, out long? from) || !TryTime(parsed.GetValue(_to), "--to", error, out long? to))
        {
            return null;
        }

        long hold = 0;
        if (parsed.GetValue(_holdGaps) is { } held && !Durations.TryParse(held, out hold))
        {
            error.WriteLine($"basisd: --hold-gaps '{held}' is not a duration; write it like 30m");
            return null;
        }

        HistoryRequest request = new()
        {
            Paths = parsed.GetValue(_paths) ?? [],
            Named = [.. named],
            AllowGaps = parsed.GetValue(_allowGaps),
            HoldGapsSeconds = hold / FixedPoint.Second,
            AllIntervals = parsed.GetValue(_allIntervals),
            From = from ?? fromOverride,
            To = to,
            Topology = topology,
            ScopeNames = scopes,
        };
        if (request.Paths.Length == 0 && named.Count == 0)
        {
            error.WriteLine("basisd: name at least one file or folder of history; `basisd sim market --out DIR` makes one");
            return null;
        }

        HistoryPlan? plan = HistoryPlan.Open(request, out HistoryError[] errors);
        foreach (HistoryError problem in errors)
        {
            error.WriteLine($"basisd: {problem}");
        }

        return plan;
    }

    /// <summary>Whether a start was named.</summary>
    public bool HasFrom(ParseResult parsed) => parsed.GetValue(_from) is not null;

    private static bool TryTime(string? text, string option, TextWriter error, out long? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        if (!HistoryTime.TryParse(text, out long parsed))
        {
            error.WriteLine($"basisd: {option} '{text}' is not a time; write it like 2020-03-12T08:00 (UTC)");
            return false;
        }

        time = parsed;
        return true;
    }
}
