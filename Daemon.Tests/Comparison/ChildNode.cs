using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Basisd.Tests.Comparison;

/// <summary>A basisd node with its HTTP page on a port that the kernel chose, as a child.</summary>
internal sealed class ChildNode : IDisposable
{
    private readonly ChildServer _server;

    private ChildNode(ChildServer server, Uri address)
    {
        _server = server;
        Address = address;
    }

    /// <summary>Its page.</summary>
    public Uri Address { get; }

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes => _server.ResidentBytes;

    /// <summary>Starts one and waits until its page answers.</summary>
    public static ChildNode Start(string binary, string scratch)
    {
        string folder = Directory.CreateDirectory(Path.Combine(scratch, "node-" + Guid.NewGuid().ToString("N")[..8])).FullName;
        int port = FreePort();
        string file = Path.Combine(folder, "basisd.json");
        File.WriteAllText(file, $$"""
            {
              "node": { "state_dir": "{{folder}}/state", "run_dir": "{{folder}}/run" },
              "http": { "listen": "127.0.0.1:{{port}}" },
              "log": { "level": "warning" }
            }
            """);
        ChildServer server = ChildServer.Start(binary, "run", "--config", file);
        Uri address = new($"http://127.0.0.1:{port}");
        server.Until(() => Answers(address, "/healthz"));
        return new ChildNode(server, address);
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether a page answers with success.</summary>
    public static bool Answers(Uri address, string path)
    {
        using HttpClient client = new() { BaseAddress = address };
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            using HttpResponseMessage answer = client.Send(request);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => _server.Dispose();
}
