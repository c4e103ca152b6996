using System;
using System.Collections.Generic;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// Turns directories, files and named files into candidates: what a name says, and in the one case of a named file that says nothing, what its
/// times say. Never reads a price.
/// </summary>
internal sealed class HistoryCatalog
{
    /// <summary>Most files that one run looks at.</summary>
    public const int MaxFiles = 4_096;

    private const int MaxDistinctSteps = 4_096;

    private readonly List<HistoryCandidate> _candidates = [];
    private readonly List<HistoryNotice> _notices;
    private readonly List<HistoryError> _errors;

    /// <summary>Reports into these lists.</summary>
    public HistoryCatalog(List<HistoryNotice> notices, List<HistoryError> errors)
    {
        _notices = notices;
        _errors = errors;
    }

    /// <summary>Lists the candidates of a request, in ordinal order of their paths within each argument.</summary>
    public List<HistoryCandidate> List(HistoryRequest request)
    {
        foreach (string path in request.Paths)
        {
            if (Directory.Exists(path))
            {
                AddDirectory(path);
            }
            else if (File.Exists(path))
            {
                AddFile(path, isExplicit: true);
            }
            else
            {
                _errors.Add(new HistoryError(path, 0, 0, "no such file or directory"));
            }
        }

        foreach (NamedInput named in request.Named)
        {
            AddNamed(named);
        }

        return _candidates;
    }

    private void AddDirectory(string path)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(path, "*.csv");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add(new HistoryError(path, 0, 0, $"cannot be listed: {e.Message}"));
            return;
        }

        Array.Sort(files, StringComparer.Ordinal);
        if (files.Length == 0)
        {
            _errors.Add(new HistoryError(path, 0, 0, "the directory holds no *.csv file"));
        }
        else if (files.Length > MaxFiles)
        {
            _errors.Add(new HistoryError(path, 0, 0, $"more than {MaxFiles} files"));
        }
        else
        {
            foreach (string file in files)
            {
                AddFile(file, isExplicit: false);
            }
        }
    }

    private void AddFile(string path, bool isExplicit)
    {
        HistoryFileName name = HistoryFileName.Parse(path);
        if (name.Kind == HistoryFileKind.Unknown && isExplicit)
        {
            _errors.Add(new HistoryError(path, 0, 0, $"{name.Reason}; or name the market: ASSET@VENUE=FILE"));
        }
        else if (name.Kind is HistoryFileKind.Unknown or HistoryFileKind.NotAnInput)
        {
            _notices.Add(new HistoryNotice(path, $"skipped: {name.Reason}"));
        }
        else
        {
            Add(path, name, isExplicit);
        }
    }

    // A file of implied rates has a reference in each column; a perpetual whose unit the name does not say is quoted in the usual one.
    private void Add(string path, in HistoryFileName name, bool isExplicit)
    {
        string quote = name.Quote.Length == 0 && name.Base.Length > 0 ? MarketScope.DefaultQuote : name.Quote;
        HistoryCandidate candidate = new(path, name.Kind, name.Venue, name.Base, quote, name.Market, name.IntervalSeconds, isExplicit)
        {
            Layout = name.Layout,
            Part = name.BandBps,
            IsUnitGuessed = quote != name.Quote,
        };
        if (name.Kind != HistoryFileKind.ImpliedRates)
        {
            _candidates.Add(candidate);
            return;
        }

        for (int column = 0; column < NumberLayout.ImpliedVia.Length; column++)
        {
            _candidates.Add(candidate with { Venue = $"{name.Venue}-via-{NumberLayout.ImpliedVia[column]}", Part = column });
        }
    }

    private void AddNamed(NamedInput named)
    {
        HistoryFileName name = HistoryFileName.Parse(named.Path);
        bool says = name.Kind is HistoryFileKind.Price or HistoryFileKind.UnitRate or HistoryFileKind.Gold;
        if (name.Kind is not (HistoryFileKind.Unknown or HistoryFileKind.Price or HistoryFileKind.UnitRate or HistoryFileKind.Gold))
        {
            _errors.Add(new HistoryError(named.Path, 0, 0, $"named as candles, but by its name it holds {Holds(name)}"));
            return;
        }

        int seconds = says ? name.IntervalSeconds : MostCommonStep(named.Path);
        if (seconds == 0)
        {
            return;
        }

        if (says && name.Base != named.Base)
        {
            _notices.Add(new HistoryNotice(named.Path, $"plays as {named.Base}@{named.Venue}, though its name says {name.Base}"));
        }

        bool isUnit = MarketScope.IsUnit(named.Base);
        string fallback = isUnit ? MarketScope.BaseUnit : MarketScope.DefaultQuote;
        string quote = named.Quote.Length > 0 ? named.Quote : says ? name.Quote : fallback;
        bool isGold = named.Base == MarketScope.Gold;
        quote = isGold ? MarketScope.BaseUnit : quote;
        HistoryFileKind kind = isUnit ? HistoryFileKind.UnitRate : isGold ? HistoryFileKind.Gold : HistoryFileKind.Price;
        _candidates.Add(new HistoryCandidate(named.Path, kind, named.Venue, named.Base, quote, name.Market, seconds, IsExplicit: true));
    }

    private static string Holds(in HistoryFileName name) => name.Kind switch
    {
        HistoryFileKind.Calls => "venue calls",
        HistoryFileKind.Observations => "observations",
        HistoryFileKind.Funding => "funding rates",
        HistoryFileKind.Depth => "order-book depth",
        HistoryFileKind.OracleRounds => "oracle rounds",
        HistoryFileKind.ImpliedRates => "implied rates",
        _ => $"no input: {name.Reason}",
    };

    /// <summary>The step between two times that occurs most often; of equals the shortest. 0 with an error.</summary>
    private int MostCommonStep(string path)
    {
        using CandleFile? file = CandleFile.Open(path, 0, allowGaps: true, isUnitRate: false, out HistoryError? error);
        Dictionary<long, long> steps = [];
        if (file is not null)
        {
            long previous = 0;
            while (file.Next(out Candle candle) && steps.Count < MaxDistinctSteps)
            {
                if (previous > 0)
                {
                    steps[candle.Second - previous] = steps.GetValueOrDefault(candle.Second - previous) + 1;
                }

                previous = candle.Second;
            }

            error = file.Error;
        }

        long best = CommonStep.Of(steps);
        if (error is null && !Interval.IsValid(best))
        {
            string limits = $"{Interval.MinSeconds} s to {Interval.Text(Interval.MaxSeconds)} in steps of 4 s";
            error = new HistoryError(path, 0, 0, $"its times show no usable interval ({limits}); put it into the file's name");
        }

        if (error is null)
        {
            return (int)best;
        }

        _errors.Add(error);
        return 0;
    }
}
