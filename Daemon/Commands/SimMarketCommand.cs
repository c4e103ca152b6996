using System.CommandLine;
using System.IO;
using Basisd.Market;

namespace Basisd.Commands;

/// <summary><c>basisd sim market</c>: a generated market as files that replay and feed read.</summary>
public static class SimMarketCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<ulong> seed = new("--seed")
        {
            Description = "the same seed and script give the same bytes",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        Option<string> script = new("--script")
        {
            Description = "phases in order, of calm, crash, outage, depeg, strain, recovery",
            HelpName = "PHASES",
            DefaultValueFactory = _ => MarketScript.DefaultPhases,
        };
        Option<int> minutes = new("--minutes-per-phase")
        {
            Description = $"length of each phase, {MarketScript.MinMinutes} to {MarketScript.MaxMinutes}",
            HelpName = "M",
            DefaultValueFactory = _ => MarketScript.DefaultMinutes,
        };
        Option<string> output = new("--out") { Description = "folder that the files are written to", HelpName = "DIR", Required = true };
        Command command = new("market", "write candles, rates, calls, observations of a generated market, in the formats that replay and feed read")
        {
            seed, script, minutes, output,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            MarketScript? made = MarketScript.Create(
                parsed.GetValue(seed), parsed.GetValue(script)!, parsed.GetValue(minutes), MarketScript.DefaultStart, out string problem);
            if (made is null)
            {
                error.WriteLine($"basisd: {problem}");
                return ExitCode.Usage;
            }

            GeneratedFile[] files = MarketGenerator.Generate(made);
            if (MarketGenerator.Write(files, parsed.GetValue(output)!) is { } failed)
            {
                error.WriteLine($"basisd: {failed}");
                return ExitCode.Usage;
            }

            parsed.InvocationConfiguration.Output.WriteLine(
                $"wrote {files.Length} files to {parsed.GetValue(output)}: seed {made.Seed}, {made.Minutes} minutes, {parsed.GetValue(script)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
