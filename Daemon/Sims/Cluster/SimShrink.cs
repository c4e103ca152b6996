using System;
using System.Collections.Generic;

namespace Basisd.Sims.Cluster;

/// <summary>
/// Makes a failing run readable: takes away faults as long as the same promise is still broken, then tells what happened. Bounded, and as
/// deterministic as the run.
/// </summary>
internal static class SimShrink
{
    private const int MostRuns = 200;
    private const int Lines = 120;

    /// <summary>The shortest failing plan that was found, with the last lines of its run.</summary>
    public static SimFailure Shorten(SimOutcome failed, SimFlaw flaw)
    {
        SimPlan plan = failed.Plan;
        int runs = 0;
        for (int chunk = Math.Max(1, plan.Faults.Count / 2); chunk > 0 && runs < MostRuns; chunk /= 2)
        {
            int at = 0;
            while (at < plan.Faults.Count && runs < MostRuns)
            {
                List<SimFault> left = [.. plan.Faults];
                left.RemoveRange(at, Math.Min(chunk, left.Count - at));
                SimPlan shorter = plan with { Faults = left };
                runs++;
                SimOutcome outcome = new SimWorld(shorter, flaw, null).Run();
                if (outcome.Promise == failed.Promise)
                {
                    plan = shorter;
                }
                else
                {
                    at += chunk;
                }
            }
        }

        Transcript told = new(Lines);
        SimOutcome last = new SimWorld(plan, flaw, told).Run();
        return new(last, [.. told.Lines]);
    }
}
