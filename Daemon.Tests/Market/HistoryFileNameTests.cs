using Basisd.Market;
using Xunit;

namespace Basisd.Tests.Market;

public sealed class HistoryFileNameTests
{
    [Theory]
    [InlineData("binance_BTCUSDT_spot_1m.csv", HistoryFileKind.Price, "binance", "BTC", "USDT", MarketKind.Spot, 60)]
    [InlineData("kraken_BTCUSD_spot_1m.csv", HistoryFileKind.Price, "kraken", "BTC", "USD", MarketKind.Spot, 60)]
    [InlineData("binance_BTCUSDT_spot_1h_2022_2026.csv", HistoryFileKind.Price, "binance", "BTC", "USDT", MarketKind.Spot, 3_600)]
    [InlineData("hyperliquid_PAXGUSDC_perp_5m.csv", HistoryFileKind.Price, "hyperliquid", "PAXG", "USDC", MarketKind.Perpetual, 300)]
    [InlineData("x_ETHUSDT_futures_1d.csv", HistoryFileKind.Price, "x", "ETH", "USDT", MarketKind.Futures, 86_400)]
    [InlineData("kraken_USDCUSD_spot_1m.csv", HistoryFileKind.UnitRate, "kraken", "USDC", "USD", MarketKind.Spot, 60)]
    [InlineData("coinbase_USDTUSD_spot_1m.csv", HistoryFileKind.UnitRate, "coinbase", "USDT", "USD", MarketKind.Spot, 60)]
    [InlineData("binance_USDCUSDT_spot_1h.csv", HistoryFileKind.UnitRate, "binance", "USDC", "USDT", MarketKind.Spot, 3_600)]
    [InlineData("binance_BUSDUSDT_spot_1h.csv", HistoryFileKind.UnitRate, "binance", "BUSD", "USDT", MarketKind.Spot, 3_600)]
    [InlineData("binance_USTUSDT_spot_5m.csv", HistoryFileKind.UnitRate, "binance", "UST", "USDT", MarketKind.Spot, 300)]
    [InlineData("binance_BTCBUSD_spot_15m.csv", HistoryFileKind.Price, "binance", "BTC", "BUSD", MarketKind.Spot, 900)]
    [InlineData("/a/b_c/bravo_calls_1s.csv", HistoryFileKind.Calls, "bravo", "", "", MarketKind.Spot, 1)]
    public void Understands(string name, HistoryFileKind kind, string venue, string asset, string quote, MarketKind market, int seconds)
    {
        HistoryFileName parsed = HistoryFileName.Parse(name);
        Assert.Equal(new HistoryFileName(kind, venue, asset, quote, market, seconds, string.Empty), parsed);
    }

    [Theory]
    [InlineData("bybit_BTC_funding_2020_2023.csv", HistoryFileKind.Funding, "bybit", "BTC", "", MarketKind.Perpetual, 0)]
    [InlineData("bitmex_XBTUSD_funding_2020_2024.csv", HistoryFileKind.Funding, "bitmex", "BTC", "USD", MarketKind.Perpetual, 0)]
    [InlineData("chainlink_USDCUSD_oracle_rounds.csv", HistoryFileKind.OracleRounds, "chainlink", "USDC", "USD", MarketKind.Spot, 0)]
    [InlineData("uniswapv3_USDCUSDT_onchain_1h.csv", HistoryFileKind.UnitRate, "uniswapv3", "USDC", "USDT", MarketKind.Spot, 3_600)]
    [InlineData("DERIVED_ftx_implied_USDTUSD_1h.csv", HistoryFileKind.ImpliedRates, "ftx", "USDT", "USD", MarketKind.Spot, 3_600)]
    [InlineData("fx_XAUUSD_spot_1h.csv", HistoryFileKind.Gold, "fx", "XAU", "USD", MarketKind.Spot, 3_600)]
    [InlineData("comex_GCF_futures_1h.csv", HistoryFileKind.Gold, "comex", "XAU", "USD", MarketKind.Futures, 3_600)]
    [InlineData("binance_XAUUSDT_perp_1m.csv", HistoryFileKind.Price, "binance", "XAU", "USDT", MarketKind.Perpetual, 60)]
    [InlineData("crisis_observations.csv", HistoryFileKind.Observations, "", "", "", MarketKind.Spot, 1)]
    [InlineData("A_b-C_observations.csv", HistoryFileKind.Observations, "", "", "", MarketKind.Spot, 1)]
    public void UnderstandsWhatIsNoCandle(string name, HistoryFileKind kind, string venue, string asset, string quote, MarketKind market, int seconds)
    {
        HistoryFileName parsed = HistoryFileName.Parse(name);
        Assert.Equal(new HistoryFileName(kind, venue, asset, quote, market, seconds, string.Empty), parsed);
    }

    [Theory]
    [InlineData("depth_coinbase_btc_usd_1m.csv", "coinbase", "BTC", "USD", MarketKind.Spot, 60, DepthLayout.Touch, 0)]
    [InlineData("binance_BTCUSDT_perp_l2_1s_20240808.csv", "binance", "BTC", "USDT", MarketKind.Perpetual, 1, DepthLayout.Ladder, 0)]
    [InlineData("binance_ETHUSDT_spot_l2_1s_20240808.csv", "binance", "ETH", "USDT", MarketKind.Spot, 1, DepthLayout.Ladder, 0)]
    [InlineData("hyperliquid_BTC_depth50bps_6h.csv", "hyperliquid", "BTC", "", MarketKind.Perpetual, 21_600, DepthLayout.Band, 50)]
    public void UnderstandsDepth(
        string name, string venue, string asset, string quote, MarketKind market, int seconds, DepthLayout layout, int bps)
    {
        HistoryFileName expected = new(HistoryFileKind.Depth, venue, asset, quote, market, seconds, string.Empty) { Layout = layout, BandBps = bps };
        Assert.Equal(expected, HistoryFileName.Parse(name));
    }

    [Theory]
    [InlineData("bitcoin_median_confirmation_minutes_1d.csv", "no transfer of ours")]
    [InlineData("ethereum_block_at_hour_1h.csv", "nothing of the finality")]
    [InlineData("chainlink_BTCUSD_oracle_rounds.csv", "no price of a venue")]
    [InlineData("DERIVED_anything.csv", "no observation")]
    public void KnowsWhatIsNoInput(string name, string why)
    {
        HistoryFileName parsed = HistoryFileName.Parse(name);
        Assert.Equal(HistoryFileKind.NotAnInput, parsed.Kind);
        Assert.Contains(why, parsed.Reason, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x.csv")]
    [InlineData("binance_BTCUSDT_spot_1m.txt")]
    [InlineData("binance_BTCUSDT_spot.csv")]
    [InlineData("binance_BTCUSDT_spot_7x.csv")]
    [InlineData("binance_BTCUSDT_spot_0m.csv")]
    [InlineData("binance_BTCUSDT_spot_999999999m.csv")]
    [InlineData("binance_BTCUSDT_spot_1w.csv")]
    [InlineData("binance_BTCUSDT_swap_1m.csv")]
    [InlineData("BINANCE_BTCUSDT_spot_1m.csv")]
    [InlineData("_BTCUSDT_spot_1m.csv")]
    [InlineData("observations.csv")]
    [InlineData("depth_coinbase_btc_eur_1m.csv")]
    [InlineData("depth_coinbase_btc_usd.csv")]
    [InlineData("hyperliquid_BTC_depthbps_6h.csv")]
    [InlineData("hyperliquid_BTC_depth99999bps_6h.csv")]
    [InlineData("binance_BTCUSDT_spot_l2_5s.csv")]
    [InlineData("X_BTC_funding_2020.csv")]
    [InlineData("chainlink_USDCUSD_oracle.csv")]
    [InlineData("x_USDT_spot_1h.csv")]
    [InlineData("bravo_calls_5s.csv")]
    public void GuessesNothing(string name)
    {
        HistoryFileName parsed = HistoryFileName.Parse(name);
        Assert.Equal(HistoryFileKind.Unknown, parsed.Kind);
        Assert.NotEmpty(parsed.Reason);
    }

    [Theory]
    [InlineData("BTC@binance=a.csv", "BTC", "", "binance", "a.csv")]
    [InlineData("BTC/USD@kraken=/d/x=y.csv", "BTC", "USD", "kraken", "/d/x=y.csv")]
    [InlineData("USDC@kraken=b@c.csv", "USDC", "", "kraken", "b@c.csv")]
    public void ReadsNamedInputs(string text, string asset, string quote, string venue, string path)
    {
        NamedInput? named = NamedInput.Parse(text, out HistoryError? error);
        Assert.Null(error);
        Assert.Equal(new NamedInput(asset, quote, venue, path), named);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("BTC=a.csv")]
    [InlineData("@binance=a.csv")]
    [InlineData("BTC@=a.csv")]
    [InlineData("BTC@binance=")]
    [InlineData("BTC@binance")]
    [InlineData("btc@binance=a.csv")]
    [InlineData("BTC/@binance=a.csv")]
    [InlineData("BTC/EUR@binance=a.csv")]
    [InlineData("BTC@Bin ance=a.csv")]
    public void RefusesNamedInputs(string text)
    {
        Assert.Null(NamedInput.Parse(text, out HistoryError? error));
        Assert.NotNull(error);
        Assert.NotEmpty(error.Problem);
    }

    [Theory]
    [InlineData(60, "1m")]
    [InlineData(300, "5m")]
    [InlineData(3_600, "1h")]
    [InlineData(86_400, "1d")]
    [InlineData(20, "20s")]
    [InlineData(5_400, "90m")]
    public void SaysIntervals(int seconds, string text)
    {
        Assert.Equal(text, Interval.Text(seconds));
        Assert.True(Interval.TryParse(text, out int back));
        Assert.Equal(seconds, back);
    }
}
