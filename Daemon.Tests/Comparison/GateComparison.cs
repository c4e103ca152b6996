using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Host.Bench;
using Basisd.Linux;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Gate;
using Polly;
using Polly.CircuitBreaker;

namespace Basisd.Tests.Comparison;

/// <summary>"May I?" asked of the gate, of a circuit breaker in the process, of Redis and of a health page.</summary>
internal static class GateComparison
{
    private const long Second = 1_000_000_000;
    private const long EachNs = 2 * Second;
    private const int Inner = 10_000;
    private const int AnswerBytes = 256;

    private static readonly string[] s_names = ["platform", "module/bench", "asset/BTC", "venue/bench", "route/BTC@bench"];

    public static BenchSection Run(string scratch)
    {
        List<BenchFigure> figures = [];
        List<string> notes =
        [
            "C# on the JIT for all of them, one thread, the answer is yes; in-process ones: 10 000 calls a sample, values are ns per call",
            "gate: five scopes, valid, the clock read by the check; every process of the machine sees the same answer, and a dead daemon's expires",
            "Polly.Core 8: one breaker in one process, closed; `ExecuteAsync` around a callback that is done already, `Execute` "
            + "likewise, and reading its state alone, which is the cheapest that it offers and counts nothing",
        ];
        Gate(scratch, figures);
        Breaker(figures);
        Redis(scratch, figures, notes);
        Health(scratch, figures, notes);
        return new BenchSection("May this order go out?", figures, notes);
    }

    private static void Gate(string scratch, List<BenchFigure> figures)
    {
        foreach (GateClock clock in SuspendState.WasSuspended() ? new[] { GateClock.BootTime } : [GateClock.BootTime, GateClock.Coarse])
        {
            string path = Path.Combine(scratch, "gate-" + clock);
            using GateWriter writer = GateWriter.Create(path, 1, s_names, clock, out string problem) ?? throw new InvalidOperationException(problem);
            for (int scope = 0; scope < s_names.Length; scope++)
            {
                writer.Publish(scope, GateLayout.KnownBits, 0, 0, 0);
            }

            using GateReader reader = GateReader.Attach(path);
            GateSelection selection = reader.Select(s_names.AsSpan(1));
            using (new GateKeeper(writer))
            {
                figures.Add(Figure(clock == GateClock.BootTime ? "gate check" : "gate check, coarse clock", InProcess(() =>
                {
                    int allowed = 0;
                    for (int i = 0; i < Inner; i++)
                    {
                        allowed += selection.Check(0) == GateVerdict.Allow ? 1 : 0;
                    }

                    return allowed;
                })));
            }
        }
    }

    private static void Breaker(List<BenchFigure> figures)
    {
        CircuitBreakerStateProvider state = new();
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { StateProvider = state }).Build();
        figures.Add(Figure("Polly, ExecuteAsync", InProcess(() =>
        {
            int allowed = 0;
            for (int i = 0; i < Inner; i++)
            {
                ValueTask<int> call = pipeline.ExecuteAsync(static _ => ValueTask.FromResult(1));
                allowed += call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
            }

            return allowed;
        })));
        figures.Add(Figure("Polly, Execute", InProcess(() =>
        {
            int allowed = 0;
            for (int i = 0; i < Inner; i++)
            {
                allowed += pipeline.Execute(static () => 1);
            }

            return allowed;
        })));
        figures.Add(Figure("Polly, state of the breaker", InProcess(() =>
        {
            int allowed = 0;
            for (int i = 0; i < Inner; i++)
            {
                allowed += state.CircuitState == CircuitState.Closed ? 1 : 0;
            }

            return allowed;
        })));
    }

    private static void Redis(string scratch, List<BenchFigure> figures, List<string> notes)
    {
        if (!CReader.Has("redis-server"))
        {
            notes.Add("Redis: not on this machine (apt-get install redis-server)");
            return;
        }

        string path = Path.Combine(scratch, "redis.sock");
        using ChildServer server = ChildServer.Start(
            "redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir", scratch);
        using Socket socket = server.Connect(path);
        Ask(socket, "SET gate 4095\r\n");
        figures.Add(Figure("Redis GET, Unix socket", Across(() => Ask(socket, "GET gate\r\n").Contains("4095", StringComparison.Ordinal))));
        notes.Add("Redis: nothing persisted, inline command on an open Unix socket, no client library between: its least");
    }

    private static string Ask(Socket socket, string command)
    {
        socket.Send(Encoding.ASCII.GetBytes(command));
        byte[] answer = new byte[AnswerBytes];
        return Encoding.ASCII.GetString(answer, 0, socket.Receive(answer));
    }

    private static void Health(string scratch, List<BenchFigure> figures, List<string> notes)
    {
        using ChildNode node = ChildNode.Start(DaemonBinary.Path, scratch);
        using HttpClient client = new() { BaseAddress = node.Address };
        figures.Add(Figure("HTTP health lookup", Across(() =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/healthz");
            using HttpResponseMessage answer = client.Send(request);
            return answer.IsSuccessStatusCode;
        })));
        notes.Add("HTTP: GET /healthz of a basisd node on an open loopback connection, HttpClient");
    }

    private static Samples InProcess(Func<int> calls)
    {
        Samples samples = new();
        for (int warm = 0; warm < 50; warm++)
        {
            _ = calls();
        }

        for (long end = BootClock.NowNs() + EachNs; BootClock.NowNs() < end;)
        {
            long start = BootClock.NowNs();
            int allowed = calls();
            long took = BootClock.NowNs() - start;
            samples.Add(allowed == Inner ? (double)took / Inner : throw new InvalidOperationException($"{Inner - allowed} of {Inner} were refused"));
        }

        return samples;
    }

    private static Samples Across(Func<bool> call)
    {
        Samples samples = new();
        for (int warm = 0; warm < 500; warm++)
        {
            _ = call();
        }

        for (long end = BootClock.NowNs() + EachNs; BootClock.NowNs() < end;)
        {
            long start = BootClock.NowNs();
            bool allowed = call();
            long took = BootClock.NowNs() - start;
            samples.Add(allowed ? took : throw new InvalidOperationException("the answer was no"));
        }

        return samples;
    }

    private static BenchFigure Figure(string name, Samples samples) => new(name, "ns", samples.Quantiles(), default, string.Empty, []);
}
