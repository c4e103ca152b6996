using System;
using System.Diagnostics;
using System.IO;
using Basisd.Engine;

namespace Basisd.Host.Bench;

/// <summary>The floor of ingest: the same packets over the same kind of socket into a process that only receives them.</summary>
internal sealed class SocketFloor : IDisposable
{
    private const int StartDeadlineMs = 10_000;
    private const int StartSliceMs = 10;

    private readonly Process _child;

    private SocketFloor(Process child, EngineClient client)
    {
        _child = child;
        Client = client;
    }

    /// <summary>The connection; a packet of one record is answered.</summary>
    public EngineClient Client { get; }

    /// <summary>Process id of the other end.</summary>
    public int ChildId => _child.Id;

    /// <summary>Starts the child and connects.</summary>
    public static SocketFloor Open(string executable, string folder)
    {
        string path = Path.Combine(folder, "sink.sock");
        Process child = BenchChild.Start(executable, ["bench", "sink-child", path]);
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < StartDeadlineMs && !child.WaitForExit(StartSliceMs))
        {
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                return new SocketFloor(child, EngineClient.ConnectRaw(path));
            }
            catch (EngineClientException) when (!child.HasExited)
            {
                continue; // bound, not listening yet
            }
        }

        BenchChild.End(child);
        throw new BenchException($"the child of the socket floor did not listen on {path}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        BenchChild.End(_child);
    }
}
