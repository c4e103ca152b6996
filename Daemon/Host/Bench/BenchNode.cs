using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Http;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>
/// A whole node as a child process, <c>basisd run</c> on a configuration of its own: socket, core, gate and journal are the real ones. The one
/// thing switched off is the escalation of many trips to DMM, because a measurement trips every venue.
/// </summary>
internal sealed class BenchNode : IDisposable
{
    /// <summary>Markets whose prices are sent.</summary>
    public const int Instruments = 3;

    private const int StartDeadlineMs = 20_000;
    private const int StartSliceMs = 5;
    private const int HelloTimeoutMs = 2_000;

    private readonly bool _spins;
    private readonly string[] _arguments;
    private readonly string _executable;
    private readonly BenchFolder _state;
    private readonly BenchFolder _run;
    private Process _process;
    private string _lastWords = string.Empty;

    private BenchNode(BenchOptions options, int venues, int snapshotBytes, bool spins)
    {
        _spins = spins;
        Venues = venues;
        _run = BenchFolder.InMemory();
        _state = BenchFolder.Under(options.Directory);
        ConfigurationFile = Path.Combine(_run.Path, "basisd.json");
        File.WriteAllBytes(ConfigurationFile, Configuration());
        _executable = options.Executable;
        _arguments = snapshotBytes == 0 ? ["run", "--config", ConfigurationFile]
            : ["bench", "node-child", ConfigurationFile, snapshotBytes.ToString(CultureInfo.InvariantCulture)];
        _process = Launch();
    }

    /// <summary>Venues of its configuration, one position each.</summary>
    public int Venues { get; }

    /// <summary>Its configuration file.</summary>
    public string ConfigurationFile { get; }

    /// <summary>Processor time that the daemon has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Name of a venue.</summary>
    public static string VenueName(int venue) => "v" + venue.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Starts a node and waits until its gate is open for the last venue.</summary>
    /// <exception cref="BenchException">It does not come up.</exception>
    /// <param name="options">Where, and the binary.</param>
    /// <param name="venues">Venues of its configuration.</param>
    /// <param name="snapshotBytes">Fills its snapshots up to so many bytes; 0 leaves them as they are.</param>
    /// <param name="spins">Whether its loop looks at the rings of engines instead of sleeping.</param>
    public static BenchNode Start(BenchOptions options, int venues, int snapshotBytes = 0, bool spins = false)
    {
        BenchNode node = new(options, venues, snapshotBytes, spins);
        try
        {
            node.AwaitOpenGate();
            return node;
        }
        catch (BenchException)
        {
            node.Dispose();
            throw;
        }
    }

    /// <summary>Where its journal lies.</summary>
    public string StateDirectory => _state.Path;

    /// <summary>An engine's session; it asks for no commands, so nothing comes down but what it asks for.</summary>
    public EngineClient Connect(SessionFlags flags = SessionFlags.None) =>
        EngineClient.Connect(Path.Combine(_run.Path, "engine.sock"), "bench", flags, HelloTimeoutMs);

    /// <summary>Kills it and starts it again on the same state.</summary>
    /// <returns>Nanoseconds from the start of the process until it said READY=1.</returns>
    /// <exception cref="BenchException">It does not come up.</exception>
    public long RestartNs()
    {
        BenchChild.End(_process);
        using ReadySocket ready = ReadySocket.Open(_run.Path);
        long begun = BootClock.NowNs();
        _process = Launch((ReadySocket.Variable, ready.Path));
        ready.Await(StartDeadlineMs);
        return BootClock.NowNs() - begun;
    }

    /// <summary>The same, and waits until its gate is open.</summary>
    /// <exception cref="BenchException">It does not come up.</exception>
    public void Restart()
    {
        _ = RestartNs();
        AwaitOpenGate();
    }

    /// <summary>Open descriptors.</summary>
    public int Handles()
    {
        _process.Refresh();
        return _process.HandleCount;
    }

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>The gate as an engine sees it.</summary>
    public GateReader AttachGate() => GateReader.Attach(Path.Combine(_run.Path, "gate"));

    /// <summary>Its admin socket.</summary>
    public AdminClient Admin(TimeSpan timeout) => new(Path.Combine(_run.Path, "admin.sock"), timeout);

    /// <summary>Observations that the core has stepped, by the node's own status; -1 when it does not answer.</summary>
    public long SteppedObservations()
    {
        using AdminClient client = Admin(TimeSpan.FromSeconds(2));
        AdminResult<StatusSnapshot> status = client.StatusAsync(CancellationToken.None).GetAwaiter().GetResult();
        return status.Value is { } snapshot && snapshot.Counters.TryGetValue("observations", out long count) ? count : -1;
    }

    /// <summary>Waits a moment for the node.</summary>
    /// <exception cref="BenchException">The node is gone.</exception>
    public void Pause(int milliseconds)
    {
        if (_process.WaitForExit(milliseconds))
        {
            throw new BenchException($"the node of the measurement ended with {_process.ExitCode}: {_lastWords}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        BenchChild.End(_process);
        _run.Dispose();
        _state.Dispose();
    }

    private Process Launch(params ReadOnlySpan<(string Name, string Value)> environment)
    {
        Process process = BenchChild.Start(_executable, _arguments, environment);
        process.ErrorDataReceived += (_, line) => _lastWords = line.Data ?? _lastWords;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private void AwaitOpenGate()
    {
        Stopwatch watch = Stopwatch.StartNew();
        using GateReader gate = AttachGate();
        while (watch.ElapsedMilliseconds < StartDeadlineMs)
        {
            Pause(StartSliceMs);
            if (gate.Reattach() == GateAttachResult.Attached
                && gate.Select("venue/" + VenueName(Venues - 1)).Check((int)GateAction.Open) == GateVerdict.Allow)
            {
                return;
            }
        }

        throw new BenchException($"the node of the measurement did not open its gate within {StartDeadlineMs} ms: {_lastWords}");
    }

    private byte[] Configuration()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteStartObject("node");
            json.WriteString("name", "bench");
            json.WriteString("state_dir", _state.Path);
            json.WriteString("run_dir", _run.Path);

            // Floor and figure stand on the same ground: where the request is held, the measurement holds it for both.
            json.WriteBoolean("hold_latency", false);
            json.WriteEndObject();
            json.WriteStartObject("engine");
            json.WriteString("ring_spin", _spins ? "1s" : "0ms");
            json.WriteEndObject();

            // A disk that is busy with somebody else's work ends no measurement.
            json.WriteStartObject("journal");
            json.WriteString("commit_deadline", "30s");
            json.WriteEndObject();
            json.WriteStartObject("http");
            json.WriteBoolean("enabled", false);
            json.WriteEndObject();
            json.WriteStartObject("log");
            json.WriteString("level", "warning");
            json.WriteEndObject();
            json.WriteStartObject("triggers");
            json.WriteStartObject("systemic.persistent_triggers");
            json.WriteBoolean("enabled", false);
            json.WriteEndObject();
            json.WriteEndObject();
            WriteTopology(json);
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    private void WriteTopology(Utf8JsonWriter json)
    {
        json.WriteStartObject("topology");
        json.WriteStartArray("units");
        json.WriteStringValue("USD");
        json.WriteEndArray();
        WriteEach(json, "venues", Venues, (i, add) => add("name", VenueName(i)));
        WriteEach(json, "positions", Venues, (i, add) =>
        {
            add("name", "BTC-PERP@" + VenueName(i));
            add("venue", VenueName(i));
        });
        WriteEach(json, "assets", 1, (_, add) =>
        {
            add("name", "BTC");
            add("reference_unit", "USD");
        });
        WriteEach(json, "instruments", Instruments, (i, add) =>
        {
            add("asset", "BTC");
            add("unit", "USD");
            add("venue", VenueName(i));
        });
        json.WriteEndObject();
    }

    private static void WriteEach(Utf8JsonWriter json, string name, int count, Action<int, Action<string, string>> fill)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < count; i++)
        {
            json.WriteStartObject();
            fill(i, json.WriteString);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
