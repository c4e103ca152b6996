using System.Collections.Generic;

namespace Basisd.Market;

/// <summary>The step between two times that occurs most often; of equals the shortest.</summary>
internal static class CommonStep
{
    /// <summary>Finds it; 0 where there is none.</summary>
    /// <param name="steps">How often each step occurs.</param>
    public static long Of(Dictionary<long, long> steps)
    {
        long best = 0;
        foreach ((long step, long count) in steps)
        {
            long most = best == 0 ? 0 : steps[best];
            best = count > most || (count == most && step < best) ? step : best;
        }

        return best;
    }
}
