using System.CommandLine;
using Basisd.Host.Cluster;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd release</c>: after the daemon of this node has died, lets go in etcd what it owned, so that another node takes over at once.
/// </summary>
public static class ReleaseCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> config = CommonOptions.Config();
        Command command = new(
            "release", "after a crash: let go in etcd what the daemon of this node owned; for ExecStopPost, does nothing where there is no cluster")
        {
            config,
        };
        command.SetAction(async (parsed, _) =>
        {
            ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetValue(config));
            if (!ConfigurationErrorsText.Report(loaded, parsed.InvocationConfiguration.Error))
            {
                return ExitCode.Usage;
            }

            string problem = await SlotRelease.RunAsync(loaded.Configuration!, parsed.InvocationConfiguration.Output.WriteLine).ConfigureAwait(false);
            if (problem.Length == 0)
            {
                return ExitCode.Ok;
            }

            parsed.InvocationConfiguration.Error.WriteLine($"basisd: {problem}");
            return ExitCode.No;
        });
        return command.WithExamples("basisd release", "basisd release --config /etc/basisd/basisd.json");
    }
}
