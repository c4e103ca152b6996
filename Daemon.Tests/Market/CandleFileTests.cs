using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Basisd.Market;
using Xunit;

namespace Basisd.Tests.Market;

public sealed class CandleFileTests
{
    private const string Good = "1700000040000,100.5,101,99.25,100,12.5";

    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\r\n", "\r")]
    public void ReadsLineEnds(string between, string last)
    {
        using CandleFile file = HistoryFixture.Candles(CandleFile.Header + between + Good + last);
        Candle candle = Assert.Single(HistoryFixture.All(file));
        Assert.Null(file.Error);
        Assert.Equal(new Candle(1_700_000_040, 10_050_000_000, 10_100_000_000, 9_925_000_000, 10_000_000_000), candle);
    }

    [Fact]
    public void TakesAByteOrderMark()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(HistoryFixture.Header + Good)];
        using CandleFile file = HistoryFixture.Candles(bytes);
        Assert.Single(HistoryFixture.All(file));
        Assert.Null(file.Error);
    }

    [Theory]
    [InlineData("1.123456789999,2,1,1.5,0", 112_345_678L)]
    [InlineData("0.00000001999,2,0.00000001,1.5,0", 1L)]
    [InlineData("10000000,10000000,1,1.5,0", 1_000_000_000_000_000L)]
    [InlineData("007,8,1,1.5,0", 700_000_000L)]
    public void CutsDecimalsTowardZero(string prices, long open)
    {
        using CandleFile file = HistoryFixture.Candles(HistoryFixture.Header + "1700000040000," + prices);
        Candle candle = Assert.Single(HistoryFixture.All(file));
        Assert.Equal(open, candle.Open);
    }

    [Theory]
    [InlineData("abc,1,1,1,1,0", 1, "digits only")]
    [InlineData(",1,1,1,1,0", 1, "found nothing")]
    [InlineData("1.7e12,1,1,1,1,0", 1, "digits only")]
    [InlineData("-1700000040000,1,1,1,1,0", 1, "digits only")]
    [InlineData("1700000040000.0,1,1,1,1,0", 1, "digits only")]
    [InlineData(" 1700000040000,1,1,1,1,0", 1, "digits only")]
    [InlineData("0,1,1,1,1,0", 1, "before 2100")]
    [InlineData("4102444800001,1,1,1,1,0", 1, "before 2100")]
    [InlineData("99999999999999999999999999,1,1,1,1,0", 1, "before 2100")]
    [InlineData("1700000040001,1,1,1,1,0", 1, "whole second")]
    [InlineData("1700000040000,x,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,NaN,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,1e5,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,1.,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,.5,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,1.2.3,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,+1,1,1,1,0", 2, "decimal")]
    [InlineData("1700000040000,1,-1,1,1,0", 3, "above zero")]
    [InlineData("1700000040000,1,1,0,1,0", 4, "at least 0.00000001")]
    [InlineData("1700000040000,1,1,0.000000009,1,0", 4, "at least 0.00000001")]
    [InlineData("1700000040000,1,10000000.00000001,1,1,0", 3, "at most 10000000")]
    [InlineData("1700000040000,1,99999999999999999999999999,1,1,0", 3, "at most 10000000")]
    [InlineData("1700000040000,1,1,2,1,0", 3, "below low")]
    [InlineData("1700000040000,3,2,1,1,0", 2, "open 3 is outside low 1 to high 2")]
    [InlineData("1700000040000,1,2,1,0.5,0", 5, "close 0.5 is outside low 1 to high 2")]
    [InlineData("1700000040000,1,1,1,1,", 6, "found nothing")]
    [InlineData("1700000040000,1,1,1,1,-1", 6, "not below zero")]
    [InlineData("1700000040000,1,1,1,1", 0, "expected 6 columns")]
    [InlineData("1700000040000,1,1,1,1,0,0", 0, "found 7")]
    [InlineData("1700000040000;1;1;1;1;0", 0, "found 1")]
    [InlineData("", 0, "empty")]
    [InlineData("1700000040000,1,1,1,1,\u00ff\u00fe", 6, "\\xFF\\xFE")]
    public void SaysWhereARowIsWrong(string row, int column, string problem)
    {
        using CandleFile file = HistoryFixture.Candles(HistoryFixture.Header + "1699999980000,1,1,1,1,0\n" + row + "\n");
        Assert.Single(HistoryFixture.All(file));
        Assert.NotNull(file.Error);
        Assert.Equal((3L, column), (file.Error.Line, file.Error.Column));
        Assert.Contains(problem, file.Error.Problem, StringComparison.Ordinal);
        Assert.False(file.Next(out _));
    }

    [Theory]
    [InlineData("1700000040000", "ascend")]
    [InlineData("1699999980000", "ascend")]
    [InlineData("1700000070000", "grid")]
    [InlineData("1700000130000", "grid")]
    [InlineData("1700000160000", "gap of 1 missing 1m bar: expected 2023-11-14 22:15:00 (1700000100000), found 2023-11-14 22:16:00")]
    public void SaysWhereTimeIsWrong(string time, string problem)
    {
        using CandleFile file = HistoryFixture.Candles(HistoryFixture.Header + Good + "\n" + time + ",1,1,1,1,0\n");
        Assert.Single(HistoryFixture.All(file));
        Assert.Equal((3L, 1), (file.Error!.Line, file.Error.Column));
        Assert.Contains(problem, file.Error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AGapCanBeSilence()
    {
        using CandleFile file = HistoryFixture.Candles(HistoryFixture.Header + Good + "\n1700000220000,1,1,1,1,0\n", allowGaps: true);
        Assert.Equal(2, HistoryFixture.All(file).Count);
        Assert.Null(file.Error);
        Assert.Equal(2, file.MissingBars);
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("\n", 1, "found nothing")]
    [InlineData(CandleFile.Header, 1, "no row")]
    [InlineData("ts_utc_ms,rate\n", 1, "expected the header")]
    [InlineData("ts_utc_ms,open,high,low,close\n", 1, "expected the header")]
    [InlineData("ts_utc_ms,open,low,high,close,volume\n", 1, "expected the header")]
    [InlineData("1700000040000,1,1,1,1,0\n", 1, "expected the header")]
    public void SaysWhenTheHeadIsWrong(string text, long line, string problem)
    {
        using CandleFile file = HistoryFixture.Candles(text);
        Assert.Empty(HistoryFixture.All(file));
        Assert.Equal(line, file.Error!.Line);
        Assert.Contains(problem, file.Error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_025)]
    [InlineData(200_000)]
    public void BoundsALine(int length)
    {
        string row = "1700000040000,1,1,1,1," + new string('1', length - 22);
        foreach (string text in new[] { row, HistoryFixture.Header + row, HistoryFixture.Header + row + "\n" })
        {
            using CandleFile file = HistoryFixture.Candles(text);
            Assert.Empty(HistoryFixture.All(file));
            Assert.Contains("longer than 1024 bytes", file.Error!.Problem, StringComparison.Ordinal);
        }

        using CandleFile fits = HistoryFixture.Candles(HistoryFixture.Header + row[..1_024]);
        Assert.Single(HistoryFixture.All(fits));
    }

    [Fact]
    public void ADeviceWithoutEndIsRefusedAtOnce()
    {
        using CandleFile? file = CandleFile.Open("/dev/zero", 60, false, false, out HistoryError? error);
        Assert.Null(error);
        Assert.False(file!.Next(out _));
        Assert.Contains("longer than", file.Error!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void LinesSurviveEveryBufferEdge()
    {
        StringBuilder text = new(HistoryFixture.Header);
        for (int i = 0; i < 6_000; i++)
        {
            text.Append($"{1_700_000_040_000 + (60_000L * i)},{i + 1},{i + 1},{i + 1},{i + 1},{new string('7', i % 97)}1\n");
        }

        using CandleFile file = new(new TricklingStream(Encoding.ASCII.GetBytes(text.ToString())), "f.csv", 60, false, false);
        List<Candle> candles = HistoryFixture.All(file);
        Assert.Null(file.Error);
        Assert.Equal(6_000, candles.Count);
        for (int i = 0; i < candles.Count; i++)
        {
            Assert.Equal((i + 1) * 100_000_000L, candles[i].Close);
        }
    }

    [Theory]
    [InlineData("0.000001", true)]
    [InlineData("0.00000099", false)]
    [InlineData("1000000", true)]
    [InlineData("1000000.01", false)]
    public void AUnitRateFitsPpm(string rate, bool fits)
    {
        using CandleFile file = HistoryFixture.Candles($"{HistoryFixture.Header}1700000040000,{rate},{rate},{rate},{rate},0", isUnitRate: true);
        Assert.Equal(fits, file.Next(out _));
        Assert.Equal(fits, file.Error is null);
    }

    [Theory]
    [InlineData("1700000040000,ok,25", 0, 25)]
    [InlineData("1700000040000,timeout,200", 1, 200)]
    [InlineData("1700000040000,error,0", 2, 0)]
    public void ReadsCalls(string row, int outcome, long latency)
    {
        using CallFile file = new(new MemoryStream(Encoding.ASCII.GetBytes(CallFile.Header + "\n" + row)), "c.csv");
        Assert.True(file.Next(out VenueCall call));
        Assert.Equal(new VenueCall(1_700_000_040, outcome, latency), call);
        Assert.False(file.Next(out _));
        Assert.Null(file.Error);
    }

    [Theory]
    [InlineData("1700000040000,ok,25\n1700000040000,ok,25", 3, 1, "ascend")]
    [InlineData("1700000040000,OK,25", 2, 2, "expected ok, timeout or error")]
    [InlineData("1700000040000,ok,60001", 2, 3, "0 to 60000")]
    [InlineData("1700000040000,ok,-1", 2, 3, "whole number")]
    [InlineData("1700000040000,ok", 2, 0, "3 columns")]
    [InlineData("", 1, 0, "no row")]
    public void RefusesCalls(string rows, long line, int column, string problem)
    {
        using CallFile file = new(new MemoryStream(Encoding.ASCII.GetBytes(CallFile.Header + "\n" + rows)), "c.csv");
        while (file.Next(out _))
        {
        }

        Assert.Equal((line, column), (file.Error!.Line, file.Error.Column));
        Assert.Contains(problem, file.Error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsAnErrorOfTheUser()
    {
        Assert.Null(CandleFile.Open("/nowhere/at/all.csv", 60, false, false, out HistoryError? error));
        Assert.Contains("cannot be opened", error!.ToString(), StringComparison.Ordinal);
        using CandleFile? directory = CandleFile.Open("/", 60, false, false, out error);
        Assert.True(directory is null && error is not null);
    }

    [Fact]
    public void NoBytesMakeItThrow()
    {
        // Mutations of a good file reach deeper than noise; both are tried. The seed names every file.
        byte[] good = Encoding.ASCII.GetBytes(HistoryFixture.Header + Good + "\n1700000100000,100,101,99,100,1\r\n1700000160000,100,101,99,100,1\n");
        int accepted = 0;
        for (ulong seed = 0; seed < 20_000; seed++)
        {
            SplitMix chance = new(seed, "fuzz");
            byte[] bytes = seed % 4 == 0 ? new byte[chance.Between(0, 300)] : (byte[])good.Clone();
            long changes = seed % 4 == 0 ? bytes.Length : chance.Between(1, 4);
            for (long i = 0; i < changes; i++)
            {
                bytes[seed % 4 == 0 ? i : chance.Between(0, bytes.Length - 1)] = seed % 4 == 1 ? (byte)"0123456789.,-\n\r"[(int)chance.Between(0, 14)]
                    : (byte)chance.Between(0, 255);
            }

            try
            {
                using CandleFile file = HistoryFixture.Candles(bytes, interval: seed % 2 == 0 ? 60 : 0, allowGaps: seed % 3 == 0);
                List<Candle> candles = HistoryFixture.All(file);
                Assert.True(candles.Count > 0 || file.Error is not null);
                Assert.All(candles, c => Assert.True(c.Low > 0 && c.Low <= c.Open && c.Low <= c.Close && c.Open <= c.High && c.Close <= c.High));
                accepted += file.Error is null ? 1 : 0;
                using CallFile calls = new(new MemoryStream(bytes), "f.csv");
                Assert.False(calls.Next(out _));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }

        Assert.InRange(accepted, 1, 19_999);
    }

    /// <summary>Gives its bytes a few at a time.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + (int)(Position % 251)));
    }
}
