using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Whether two funding files of one market say the same where both speak: then the later goes on where it begins. A single rate that differs is a
/// contradiction, and neither file is believed over the other.
/// </summary>
internal static class FundingOverlap
{
    /// <summary>Compares every row from the first of the later file to the last of the earlier one.</summary>
    public static bool Agrees(HistoryInput earlier, HistoryInput later)
    {
        using NumberFile? before = NumberFile.Open(earlier.Path, NumberLayout.Funding, out _);
        using NumberFile? after = NumberFile.Open(later.Path, NumberLayout.Funding, out _);
        if (before is null || after is null || earlier.LastTime > later.LastTime)
        {
            return false;
        }

        while (before.Next())
        {
            if (before.Second < later.FirstTime / FixedPoint.Second)
            {
                continue;
            }

            if (!after.Next() || after.Second != before.Second || after.Values[0] != before.Values[0])
            {
                return false;
            }
        }

        return before.Error is null && after.Next() && after.Second > before.Second;
    }
}
