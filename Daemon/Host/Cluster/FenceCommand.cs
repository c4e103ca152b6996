using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Cluster;

/// <summary>
/// Calls the program that cuts a node's power (SPEC 12): the configured arguments, then the node's name. Exit code 0 confirms that the node has no
/// power; anything else, or no end in time, confirms nothing. With the variable <c>BASISD_FENCE_DRY_RUN=1</c> the program must only say whether it
/// could.
/// </summary>
internal sealed class FenceCommand(IReadOnlyList<string> command)
{
    private const string DryRun = "BASISD_FENCE_DRY_RUN";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether there is one.</summary>
    public bool IsConfigured => command.Count > 0;

    /// <summary>Calls it.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="isDryRun">Whether it must only say whether it could.</param>
    /// <param name="cancel">Gives up; the program is killed.</param>
    /// <returns>Whether it confirmed, and how it ended in words.</returns>
    public async Task<(bool Confirmed, string Text)> RunAsync(string node, bool isDryRun, CancellationToken cancel)
    {
        ProcessStartInfo start = new(command[0]) { RedirectStandardOutput = false, RedirectStandardError = false, UseShellExecute = false };
        for (int i = 1; i < command.Count; i++)
        {
            start.ArgumentList.Add(command[i]);
        }

        start.ArgumentList.Add(node);
        if (isDryRun)
        {
            start.Environment[DryRun] = "1";
        }

        using Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception refused)
        {
            return (false, $"{command[0]} cannot be started: {refused.Message}");
        }

        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (false, $"{command[0]} {node} did not end within {Patience.TotalSeconds:0} s");
        }

        return (process.ExitCode == 0, $"{command[0]} {node} ended with {process.ExitCode}");
    }
}
