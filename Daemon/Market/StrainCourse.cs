using System.Text;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// What engines report beside prices, as an observations file: transfers, a chain, funding, costs and depth, calm but for the strain phases. Sizes as
/// in <see cref="MarketCourse"/>: past the default limit, not past twice of it, and minutes apart, so that no five minutes see three scopes trip.
/// </summary>
internal static class StrainCourse
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "crisis_observations.csv";

    /// <summary>Minute of its phase at which transfers of ETH at bravo stop.</summary>
    public const int HaltMinute = 2;

    /// <summary>Minute at which Solana gives its last root for a while.</summary>
    public const int ChainMinute = 5;

    /// <summary>Minute at which funding of BTC at alpha is settled, in every phase.</summary>
    public const int FundingMinute = 9;

    /// <summary>Minute from which orders for ETH at alpha cost more than they promise.</summary>
    public const int CostMinute = 12;

    /// <summary>Minute at which the book of BTC at carol empties.</summary>
    public const int DepthMinute = 20;

    private const int HaltMinutes = 6;
    private const int ProbeMinute = 9;
    private const long ProbeAgeNs = 90 * FixedPoint.Second;
    private const int RootSeconds = 10;
    private const int RootlessSeconds = 90;
    private const long RootAgeNs = 400 * FixedPoint.Millisecond;
    private const long FundingHours = 8;
    private const long CalmFundingPpm = 100;
    private const long StrainFundingPpm = -1_500;
    private const int SampleSeconds = 5;
    private const int CostMinutes = 8;
    private const long AlphaPpm = 100;
    private const long CalmCostPpm = 40;
    private const long StrainCostPpm = 140;
    private const int DepthMinutes = 3;
    private const long DepthBandPpm = 2_500;
    private const long CalmDepth = 40 * FixedPoint.Scale;
    private const long StrainDepth = 4 * FixedPoint.Scale / 10;

    /// <summary>The file of a script.</summary>
    public static GeneratedFile File(MarketScript script)
    {
        SplitMix chance = new(script.Seed, "strain");
        StringBuilder text = new StringBuilder(ObservationFile.Header).Append('\n');
        for (long second = 0; second < script.Minutes * 60L; second++)
        {
            bool isStrain = MarketCourse.At(script, (int)(second / 60), out int minute) == MarketPhase.Strain;
            long since = (60L * minute) + (second % 60);
            long at = script.StartSecond + second;
            if (since % 60 == 0)
            {
                Minute(text, script, at, isStrain, minute);
            }

            if (since % RootSeconds == 0)
            {
                long silent = since - (60 * ChainMinute);
                long age = isStrain && silent is > 0 and <= RootlessSeconds ? silent * FixedPoint.Second : RootAgeNs;
                Row(text, at, ObservationKind.ChainStatus, "SOL", age, 0, 0);
            }

            if (since % SampleSeconds == 0)
            {
                // Both are drawn every time, so that a phase shifts no later number.
                long cost = chance.Between(-5, 5) + (isStrain && IsWithin(minute, CostMinute, CostMinutes) ? StrainCostPpm : CalmCostPpm);
                long depth = isStrain && IsWithin(minute, DepthMinute, DepthMinutes) ? StrainDepth : CalmDepth;
                long size = FixedPoint.MulDiv(depth, 100 + chance.Between(-10, 10), 100);
                Row(text, at, ObservationKind.CostAlpha, "ETH@alpha", cost, AlphaPpm, 0);
                Row(text, at, ObservationKind.Depth, "BTC/USDC@carol", size, size, DepthBandPpm);
            }
        }

        return new GeneratedFile(FileName, Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static void Minute(StringBuilder text, MarketScript script, long at, bool isStrain, int minute)
    {
        long isOn = isStrain && IsWithin(minute, HaltMinute, HaltMinutes) ? 0 : 1;
        Row(text, at, ObservationKind.TransferStatus, "ETH@bravo", isOn, isOn, 0);
        if (minute == ProbeMinute)
        {
            // Transfers are numbered by the minute in which they arrive.
            Row(text, at, ObservationKind.Confirmation, "ETH@bravo", ProbeAgeNs, 0, at / 60);
        }

        if (minute == FundingMinute)
        {
            long rate = (isStrain ? StrainFundingPpm : CalmFundingPpm) * script.MinutesPerPhase / (FundingHours * 60);
            Row(text, at, ObservationKind.Funding, "BTC/USDT:perp@alpha", rate, script.MinutesPerPhase * FixedPoint.Minute, 0);
        }
    }

    private static bool IsWithin(int minute, int from, int minutes) => minute >= from && minute < from + minutes;

    private static void Row(StringBuilder text, long second, ObservationKind kind, string name, long v0, long v1, long v2)
    {
        text.Append(second * 1_000).Append(',').Append(ObservationWords.Of(kind)).Append(',').Append(name);
        text.Append(',').Append(v0).Append(',').Append(v1);
        if (v2 != 0)
        {
            text.Append(',').Append(v2);
        }

        text.Append('\n');
    }
}
