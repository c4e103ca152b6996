using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Host.Http;

namespace Basisd.Commands.Drill;

/// <summary>
/// The report is written from the journal of the running node, in each form; its excerpts verify by themselves and beside the journal; its
/// publication goes on file, which meets its deadline.
/// </summary>
internal sealed class ReportAct : IDrillAct
{
    private const string Excerpt = "incident-1.excerpt.json";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Forms = ["md", "html", "json"];

    /// <inheritdoc/>
    public string Title => "The report, and the proof of what it quotes";

    /// <inheritdoc/>
    public async Task PlayAsync(DrillWorld world, CancellationToken stop)
    {
        foreach (string form in Forms)
        {
            world.DoAlone(
                isShown: true, "incident", "report", "1", "--state", world.StateDirectory, "--config", world.Configuration, "--out",
                world.FileOf($"incident-1.{form}"), "--excerpt", world.FileOf(form == Forms[0] ? Excerpt : $"incident-1.{form}.excerpt.json"));
        }

        string alone = world.DoAlone(isShown: true, "journal", "verify", "--excerpt", world.FileOf(Excerpt), "--key", world.HeadKey);
        if (!alone.Contains("of them, by a signed statement", StringComparison.Ordinal))
        {
            throw new DemoException("no signed statement covers what the report quotes");
        }

        world.DoAlone(isShown: true, "journal", "verify", world.StateDirectory, "--excerpt", world.FileOf(Excerpt));
        world.Narrator.Say("the excerpts verify, alone and beside the journal");
        await world.StepDoneAsync(stop).ConfigureAwait(false);

        world.Do("incident", "publish", "report", "--author", "dave", "--document", world.FileOf("incident-1.md"));
        await world.StatusAsync("the report's deadline is met", Deadline, s => IsMet(s.Incidents[0], "report"), stop).ConfigureAwait(false);
        StatusSnapshot status = await world.StatusAsync(stop).ConfigureAwait(false);
        if (status.Incidents[0].Deadlines.FirstOrDefault(d => d.State == "missed") is { } missed)
        {
            throw new DemoException($"the deadline {missed.Name} was missed");
        }

        world.Narrator.Say("the report is published, every deadline so far is met");
        await world.StepDoneAsync(stop).ConfigureAwait(false);
    }

    private static bool IsMet(IncidentStatus incident, string deadline) => incident.Deadlines.Any(d => d.Name == deadline && d.State == "met");
}
