using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Http;
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

    private readonly Process _process;
    private readonly BenchFolder _state;
    private readonly BenchFolder _run;
    private string _lastWords = string.Empty;

    private BenchNode(BenchOptions options, int venues, int snapshotBytes)
    {
        Venues = venues;
        _run = BenchFolder.InMemory();
        _state = BenchFolder.Under(options.Directory);
        ConfigurationFile = Path.Combine(_run.Path, "basisd.json");
        File.WriteAllBytes(ConfigurationFile, Configuration());
        _process = BenchChild.Start(
            options.Executable,
            snapshotBytes == 0 ? ["run", "--config", ConfigurationFile]
                : ["bench", "node-child", ConfigurationFile, snapshotBytes.ToString(CultureInfo.InvariantCulture)]);
        _process.ErrorDataReceived += (_, line) => _lastWords = line.Data ?? _lastWords;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
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
    public static BenchNode Start(BenchOptions options, int venues, int snapshotBytes = 0)
    {
        BenchNode node = new(options, venues, snapshotBytes);
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

    /// <summary>An engine's session; it asks for no commands, so nothing comes down but what it asks for.</summary>
    public EngineClient Connect() => EngineClient.Connect(Path.Combine(_run.Path, "engine.sock"), "bench", SessionFlags.None, HelloTimeoutMs);

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
