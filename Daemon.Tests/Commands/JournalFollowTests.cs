using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Commands;

/// <summary><c>journal tail --follow</c> as a process beside a node that writes.</summary>
public sealed class JournalFollowTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Follow_prints_what_comes_until_it_is_interrupted()
    {
        using RecordedNode node = new();
        using NodeJournal journal = node.Journal.Open();
        node.Append(journal);
        string binary = Path.Combine(AppContext.BaseDirectory, "basisd");
        ProcessStartInfo start = new(binary, ["journal", "tail", node.State, "--follow", "-n", "1", "-c", node.Config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tail = Process.Start(start)!;
        using CancellationTokenSource deadline = new(Patience);
        try
        {
            int before = node.Entries.Count;
            string? last = await tail.StandardOutput.ReadLineAsync(deadline.Token);
            Assert.StartsWith($"{before}  ", last?.TrimStart(), StringComparison.Ordinal);
            node.Rig.Act(NodeInputKind.Pause, "asset/ETH", "seen live");
            node.Append(journal);
            string? line = await tail.StandardOutput.ReadLineAsync(deadline.Token);
            Assert.StartsWith($"{before + 1}  ", line?.TrimStart(), StringComparison.Ordinal);
            Assert.Contains("pause asset/ETH by uid 1000: seen live", line, StringComparison.Ordinal);
            await Tool.RunAsync("kill", null, "-INT", $"{tail.Id}");
            await tail.WaitForExitAsync(deadline.Token);
            Assert.Equal(ExitCode.Ok, tail.ExitCode);
            Assert.Empty(await tail.StandardError.ReadToEndAsync(deadline.Token));
        }
        finally
        {
            if (!tail.HasExited)
            {
                tail.Kill();
            }
        }
    }
}
