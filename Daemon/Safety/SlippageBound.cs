namespace Basisd.Safety;

/// <summary>
/// How much of a market's depth executes within a slippage limit (SPEC 8), from the three things that are known: the depth, the band that it was
/// counted in, the predicted slippage of a small order. Slippage grows in proportion from the predicted one by the band as the whole depth is
/// eaten: the depth is by definition what executes within its band. Never more than the depth.
/// </summary>
public static class SlippageBound
{
    /// <summary>The quantity that may be executed at once.</summary>
    /// <param name="depth">Executable quantity within the band, 1e-8, 0 or more.</param>
    /// <param name="bandPpm">The band, ppm, 0 or more.</param>
    /// <param name="predictedPpm">Predicted slippage of a small order, ppm; a negative one counts as 0.</param>
    /// <param name="maxPpm">The limit, ppm, 0 or more.</param>
    /// <returns>0 where the predicted slippage is at or over the limit already.</returns>
    public static long Of(long depth, long bandPpm, long predictedPpm, long maxPpm)
    {
        long room = maxPpm - System.Math.Max(predictedPpm, 0);
        return room <= 0 ? 0 : bandPpm <= room ? depth : FixedPoint.MulDiv(depth, room, bandPpm);
    }
}
