using System.Collections.Generic;
using System.Text;

namespace Basisd.Sims.Cluster;

/// <summary>A failing run as short as it could be made.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Lines">The last lines of what happened.</param>
internal sealed record SimFailure(SimOutcome Outcome, IReadOnlyList<string> Lines)
{
    /// <summary>For people: the seed, what was broken, the faults that it takes, and what happened last.</summary>
    public string Text(bool isWhole)
    {
        StringBuilder text = new();
        text.Append($"seed {Outcome.Plan.Seed}, {Outcome.Plan.Nodes} nodes: {Outcome.Violation}\n");
        foreach (SimFault fault in Outcome.Plan.Faults)
        {
            text.Append($"  {fault}\n");
        }

        if (isWhole)
        {
            foreach (string line in Lines)
            {
                text.Append($"    {line}\n");
            }
        }

        return text.ToString();
    }
}
