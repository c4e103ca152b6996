using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Documents;

/// <summary>
/// A reader who works through one document from top to bottom, in a working copy of its own that holds the binary and what <c>make run</c> needs.
/// <para>
/// The marks: a block <c>sh</c> is typed line by line; each line must end with exit code 0, or with N where it says <c># exit N</c>. The
/// block <c>console</c> right behind it is what appears then, as <see cref="ShownOutput"/> reads it. A block <c>LANGUAGE FILE</c> is saved as
/// that file. All else is for the eye.
/// </para>
/// <para>
/// <c>make run</c>, <c>--watch</c> and <c>--follow</c> go on until Ctrl-C: they must print what is shown, and end cleanly. <c>make run</c> is the
/// node of the session, ended by the next one or at the end. Other make targets are only looked up. Questions are asked again until the exit
/// code is the expected one, as a reader would. Port 9465 becomes the port that the node has.
/// </para>
/// </summary>
internal sealed partial class DocumentSession : IDisposable
{
    private const string MakeRun = "make run";
    private const int InterruptBit = 1 << (Signals.Interrupt - 1);

    private static readonly TimeSpan s_story = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-docs-");
    private readonly ITestOutputHelper _log;
    private DaemonProcess? _node;

    public DocumentSession(ITestOutputHelper log)
    {
        _log = log;
        Directory.CreateDirectory(Path.Combine(_root.FullName, "out"));
        Directory.CreateDirectory(Path.Combine(_root.FullName, ".ci"));
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "out/basisd"), DaemonBinary.Path);
        File.Copy(Repository.File(".ci/demo"), Path.Combine(_root.FullName, ".ci/demo"));
    }

    /// <summary>Works through the document.</summary>
    public async Task FollowAsync(MarkdownDocument document)
    {
        for (int i = 0; i < document.Blocks.Count; i++)
        {
            MarkdownBlock block = document.Blocks[i];
            if (block.File.Length > 0)
            {
                await File.WriteAllLinesAsync(Path.Combine(_root.FullName, block.File), block.Lines, TestContext.Current.CancellationToken);
            }
            else if (block.Language == "sh")
            {
                MarkdownBlock? next = i + 1 < document.Blocks.Count ? document.Blocks[i + 1] : null;
                await TypeAsync(block, next is { Language: "console" } ? next : null);
            }
        }

        await StopNodeAsync();
    }

    public void Dispose()
    {
        if (_node is not null)
        {
            // A page that failed half-way leaves its demonstration running: script, node and feed are one group.
            Signals.EndGroup(_node.Pid);
            _node.Dispose();
        }

        _root.Delete(recursive: true);
    }

    private async Task TypeAsync(MarkdownBlock block, MarkdownBlock? shown)
    {
        List<string> lines = block.Lines.Where(l => l.Trim().Length > 0 && !l.TrimStart().StartsWith('#')).ToList();
        if (lines.FirstOrDefault(l => !IsInstalled(l)) is { } missing)
        {
            _log.WriteLine($"{block.Place}: not typed, this machine lacks the program of: {missing}");
            return;
        }

        string printed = string.Empty;
        foreach (string line in lines)
        {
            if (line == MakeRun || Endless().IsMatch(line))
            {
                Assert.True(lines.Count == 1, $"{block.Place}: what ends with Ctrl-C stands in a block of its own");
                await StartAsync(line, block, shown);
                return;
            }

            printed += await AnswerAsync(line, block);
        }

        string difference = shown is null ? string.Empty : new ShownOutput(shown.Lines).Difference(printed);
        Assert.True(difference.Length == 0, $"{shown?.Place}: {difference}");
    }

    private async Task StartAsync(string line, MarkdownBlock block, MarkdownBlock? shown)
    {
        bool isNode = line == MakeRun;
        if (isNode)
        {
            await StopNodeAsync();
            string recipe = await AnswerAsync(MakeRun, block);
            Assert.Contains(".ci/demo\n", recipe, StringComparison.Ordinal);
        }

        DaemonProcess process = Start(isNode ? "exec setsid .ci/demo" : "exec setsid " + OnPort(line));
        _node = isNode ? process : _node;
        ShownOutput? wanted = shown is null ? null : new ShownOutput(shown.Lines, isExcerpt: true);
        string difference = string.Empty;
        await WhileAsync(() => wanted is not null && (difference = wanted.Difference(process.Output)).Length > 0 && !process.HasExited);
        Assert.True(difference.Length == 0, $"{shown?.Place}: {difference}");
        if (!isNode)
        {
            await StopAsync(process, block.Place);
            process.Dispose();
        }
    }

    private async Task<string> AnswerAsync(string line, MarkdownBlock block)
    {
        Match mark = ExitMark().Match(line);
        int expected = mark.Success ? int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        string command = mark.Success ? line[..mark.Index].TrimEnd() : line;
        bool isMake = command.StartsWith("make ", StringComparison.Ordinal);
        if (isMake)
        {
            string dry = command.Replace("make ", "make -n ", StringComparison.Ordinal);
            command = $"cd '{Path.GetDirectoryName(Repository.File("Makefile"))}' && {dry}";
        }

        (int code, string output) = (-1, string.Empty);
        await WhileAsync(async () =>
        {
            using DaemonProcess process = Start(OnPort(command));
            code = await process.ExitAsync(s_story);
            output = process.Output;
            return code != expected && Question().IsMatch(command);
        });
        string ended = $"ended with {code} instead of {expected} and printed:\n{output}\nthe node said:\n{_node?.Output}";
        Assert.True(code == expected, $"{block.Place}: {line}\n{ended}");
        return output;
    }

    private DaemonProcess Start(string command) => DaemonProcess.Start(
        "bash", ["-c", $"cd '{_root.FullName}' && exec 2>&1 && {command}"],
        new Dictionary<string, string> { ["LISTEN"] = "127.0.0.1:0", ["MAKEFLAGS"] = "", ["MAKELEVEL"] = "", ["SPEED"] = "", ["HISTORY"] = "" });

    private async Task StopNodeAsync()
    {
        if (_node is null)
        {
            return;
        }

        await StopAsync(_node, MakeRun);
        Assert.Contains("stopped cleanly", _node.Output, StringComparison.Ordinal);
        _node.Dispose();
        _node = null;
    }

    // Ctrl-C reaches the whole group. Where the test run itself was started with SIGINT ignored, nobody below it can catch it.
    private static async Task StopAsync(DaemonProcess process, string what)
    {
        string status = await File.ReadAllTextAsync($"/proc/{process.Pid}/status", TestContext.Current.CancellationToken);
        bool isCaught = (Convert.ToUInt64(CaughtSignals().Match(status).Groups[1].Value, 16) & InterruptBit) != 0;
        Signals.Send(-process.Pid, isCaught ? Signals.Interrupt : Signals.Terminate);
        int code = await process.ExitAsync();
        Assert.True(code == 0, $"{what}: Ctrl-C ended it with {code}; it printed:\n{process.Output}");
    }

    private string OnPort(string command)
    {
        Match port = NodePort().Match(_node?.Output ?? string.Empty);
        return port.Success ? command.Replace(":9465", port.Groups[1].Value, StringComparison.Ordinal) : command;
    }

    private static Task WhileAsync(Func<bool> condition) => WhileAsync(() => Task.FromResult(condition()));

    private static async Task WhileAsync(Func<Task<bool>> condition)
    {
        DateTime end = DateTime.UtcNow + s_story;
        while (await condition() && DateTime.UtcNow < end)
        {
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsInstalled(string line)
    {
        string program = line.Split(' ')[0];
        string[] directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return program.Contains('/', StringComparison.Ordinal) || directories.Any(d => File.Exists(Path.Combine(d, program)));
    }

    [GeneratedRegex("--watch|--follow", RegexOptions.None, 1000)]
    private static partial Regex Endless();

    [GeneratedRegex("basisd (status|gate|resume plan)|^curl ", RegexOptions.None, 1000)]
    private static partial Regex Question();

    [GeneratedRegex(@"\s+# exit ([0-9]+)$", RegexOptions.None, 1000)]
    private static partial Regex ExitMark();

    [GeneratedRegex(@"metrics on http://127\.0\.0\.1(:[0-9]+)/", RegexOptions.None, 1000)]
    private static partial Regex NodePort();

    [GeneratedRegex(@"(?m)^SigCgt:\s*([0-9a-f]+)$", RegexOptions.None, 1000)]
    private static partial Regex CaughtSignals();
}
