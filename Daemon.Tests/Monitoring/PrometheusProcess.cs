using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Monitoring;

/// <summary>A real Prometheus with the rules of the repository, on a port that the kernel chose; it ends with this.</summary>
internal sealed partial class PrometheusProcess : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-prometheus-");
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PrometheusProcess(string program)
    {
        Name([]);
        string rules = string.Join(", ", (string[])[MonitoringFiles.Rules, .. MonitoringFiles.AlertFiles]);
        string configuration = Path.Combine(_root.FullName, "prometheus.yml");
        File.WriteAllText(configuration, $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [{{rules}}]
            scrape_configs:
              - job_name: basisd
                file_sd_configs: [{files: [{{Path.Combine(_root.FullName, "targets.yml")}}]}]
            """);
        ProcessStartInfo info = new(
            program,
            [$"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(_root.FullName, "data")}", "--web.listen-address=127.0.0.1:0"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(info)!;
        Reading = Task.WhenAll(Task.Run(() => Read(_process.StandardError)), Task.Run(() => Read(_process.StandardOutput)));
    }

    private Task Reading { get; }

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts one; the test is skipped where it is not installed.</summary>
    public static PrometheusProcess Start()
    {
        string[] directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        string? path = directories.Select(d => Path.Combine(d, "prometheus")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "prometheus is not installed here");
        return new PrometheusProcess(path!);
    }

    /// <summary>Where it listens.</summary>
    public Task<Uri> AddressAsync() => _address.Task.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);

    /// <summary>Says which nodes it scrapes; it sees a change by itself.</summary>
    public void Name(IEnumerable<Uri> nodes)
    {
        string[] targets = [.. nodes.Select(n => $"- targets: ['{n.Authority}']\n  labels: {{cluster: test}}\n")];
        string written = Path.Combine(_root.FullName, "targets.new");
        File.WriteAllText(written, targets.Length == 0 ? "[]\n" : string.Concat(targets));
        File.Move(written, Path.Combine(_root.FullName, "targets.yml"), overwrite: true);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        Reading.Wait(Poll.Patience);
        _process.Dispose();
        _root.Delete(recursive: true);
    }

    private void Read(StreamReader from)
    {
        while (from.ReadLine() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                _address.TrySetResult(new Uri($"http://{match.Groups[1].Value}/"));
            }
        }
    }

    [GeneratedRegex("TLS is disabled.*address=(127[0-9.:]+)", RegexOptions.None, 1000)]
    private static partial Regex Listening();
}
