using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Basisd.Host.Bench;
using Basisd.Linux;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Gate;

namespace Basisd.Tests.Comparison;

/// <summary>What a daemon on every node costs to start and to keep: basisd, etcd, the node exporter of Prometheus.</summary>
internal static class ProcessComparison
{
    private const int Starts = 10;
    private const int IdleMs = 2_000;
    private const double MsPerNs = 1e-6;
    private const double MbPerByte = 1e-6;

    public static BenchSection Run(string scratch)
    {
        (string Name, string Program, Func<string, (IDisposable Server, Func<long> Resident)> Start)[] all =
        [
            ("basisd", DaemonBinary.Path, s =>
            {
                ChildNode node = ChildNode.Start(DaemonBinary.Path, s);
                return (node, () => node.ResidentBytes);
            }),
            ("etcd", "etcd", Etcd),
            ("Prometheus node exporter", "prometheus-node-exporter", Exporter),
        ];
        List<BenchFigure> starts = [];
        List<BenchFigure> resident = [];
        List<string> notes =
        [
            $"start: from the start of the process until its HTTP page answers, {Starts} starts, state empty",
            $"resident: VmRSS {IdleMs / 1000} s later, idle",
            $"basisd: {DaemonBinary.Description}, built-in topology, journal, gate, admin socket and HTTP page open",
        ];
        foreach ((string name, string program, Func<string, (IDisposable, Func<long>)> start) in all)
        {
            if (!File.Exists(program) && !CReader.Has(program))
            {
                notes.Add($"{name}: not on this machine");
                continue;
            }

            Samples took = new();
            Samples bytes = new();
            for (int i = 0; i < Starts; i++)
            {
                string folder = Directory.CreateDirectory(Path.Combine(scratch, $"{Path.GetFileName(program)}-{i}")).FullName;
                long begun = BootClock.NowNs();
                (IDisposable server, Func<long> held) = start(folder);
                took.Add((BootClock.NowNs() - begun) * MsPerNs);
                if (i == 0)
                {
                    Thread.Sleep(IdleMs);
                    bytes.Add(held() * MbPerByte);
                }

                server.Dispose();
            }

            starts.Add(new BenchFigure($"{name}: start", "ms", took.Quantiles(), default, string.Empty, []));
            resident.Add(new BenchFigure($"{name}: resident", "MB", bytes.Quantiles(), default, string.Empty, []));
        }

        return new BenchSection("A process on every node", [.. starts, .. resident], notes);
    }

    private static (IDisposable, Func<long>) Etcd(string folder)
    {
        int port = ChildNode.FreePort();
        string client = $"http://127.0.0.1:{port}";
        string peer = $"http://127.0.0.1:{ChildNode.FreePort()}";
        ChildServer server = ChildServer.Start(
            "etcd", "--name", "one", "--data-dir", Path.Combine(folder, "data"), "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "one=" + peer);
        server.Until(() => ChildNode.Answers(new Uri(client), "/health"));
        return (server, () => server.ResidentBytes);
    }

    private static (IDisposable, Func<long>) Exporter(string folder)
    {
        int port = ChildNode.FreePort();
        ChildServer server = ChildServer.Start("prometheus-node-exporter", $"--web.listen-address=127.0.0.1:{port}");
        server.Until(() => ChildNode.Answers(new Uri($"http://127.0.0.1:{port}"), "/"));
        return (server, () => server.ResidentBytes);
    }
}
