using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Tests.Commands;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Market;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>A file with a fault is refused whole: where it is on stderr, nothing on stdout, exit code 2.</summary>
public sealed class RefusedHistoryTests
{
    private const string Name = "binance_BTCUSDT_spot_1m.csv";
    private const int Bars = 30;
    private const int BadBar = 20;

    /// <summary>What is wrong, in the twentieth bar: its text, and where that is said to be.</summary>
    public static TheoryData<string, int> Faults() => new()
    {
        { "TIME,100,100,100,x,1", 5 },
        { "TIME,100,100,100,,1", 5 },
        { "TIME,100,100,101,100,1", 3 },
        { "TIME,-1,100,100,100,1", 2 },
        { "TIME,1e5,100,100,100,1", 2 },
        { "TIME,100,NaN,100,100,1", 3 },
        { "TIME,100,100,100,100,-1", 6 },
        { "TIME,100,100,100,100", 0 },
        { "TIME,100,100,100,100,1,1", 0 },
        { "garbage", 0 },
        { "", 0 },
        { "GAP,100,100,100,100,1", 1 },
        { "BACK,100,100,100,100,1", 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_named_by_file_line_and_column(string bar, int column)
    {
        using HistoryFixture fixture = new();
        string path = Write(fixture, bar);
        (int code, string output, string error) = Verb.Run("replay", path);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        string place = column == 0 ? string.Empty : $", column {column}";
        Assert.Contains($"{path}: line {BadBar + 1}{place}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ts_utc_ms,open,low,high,close,volume\n1700000040000,1,1,1,1,1\n")]
    [InlineData("ts_utc_ms,open,high,low,close,volume\n")]
    public void A_file_without_its_header_or_rows_is_refused(string text)
    {
        using HistoryFixture fixture = new();
        string path = fixture.Write(Name, text);
        (int code, string output, string error) = Verb.Run("replay", path);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.StartsWith($"basisd: {path}: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_file_among_good_ones_refuses_all_and_writes_no_chart()
    {
        using HistoryFixture fixture = new();
        fixture.Flat("binance_ETHUSDT_spot_1m.csv", Bars);
        string path = Write(fixture, "TIME,100,100,100,x,1");
        string chart = Path.Combine(fixture.Root, "chart.svg");
        (int code, string output, string error) = Verb.Run("replay", fixture.Root, "--json", "--chart", chart);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains($"{path}: line {BadBar + 1}, column 5", error, StringComparison.Ordinal);
        Assert.False(File.Exists(chart));
    }

    [Fact]
    public void A_gap_plays_as_silence_when_it_is_allowed()
    {
        using HistoryFixture fixture = new();
        string path = Write(fixture, "GAP,100,100,100,100,1");
        (int code, string output, _) = Verb.Run("replay", path, "--allow-gaps");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("internal.input_stale", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_binary_says_it_too()
    {
        using HistoryFixture fixture = new();
        string path = Write(fixture, "TIME,100,100,100,x,1");
        using DaemonProcess process = DaemonProcess.Start(
            "bash", ["-c", $"'{DaemonBinary.Path}' replay '{path}' 2>'{fixture.Root}/stderr'"]);
        Assert.Equal(ExitCode.Usage, await process.ExitAsync());
        Assert.Equal(string.Empty, process.Output);
        string error = await File.ReadAllTextAsync(Path.Combine(fixture.Root, "stderr"), TestContext.Current.CancellationToken);
        Assert.StartsWith($"basisd: {path}: line {BadBar + 1}, column 5: ", error, StringComparison.Ordinal);
    }

    // TIME stands for the bar's own time; with GAP it and all that follow come ten minutes late, with BACK it is a minute early.
    private static string Write(HistoryFixture fixture, string bad)
    {
        bool isLate = bad.StartsWith("GAP", StringComparison.Ordinal);
        return fixture.Write(Name, HistoryFixture.Header + string.Concat(Enumerable.Range(1, Bars).Select(bar =>
        {
            long time = (HistoryFixture.Start + (bar * 60L) + (isLate && bar >= BadBar ? 600 : 0)) * 1_000;
            string text = bar == BadBar ? bad : "TIME,100,100,100,100,1";
            return text.Replace("TIME", Text(time), StringComparison.Ordinal).Replace("GAP", Text(time), StringComparison.Ordinal)
                .Replace("BACK", Text(time - 60_000), StringComparison.Ordinal) + "\n";
        })));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
