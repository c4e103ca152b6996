using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// A network of its own: one namespace per member, all on one bridge, which lies in a namespace too, so that runs beside each other never meet. Their
/// names hold the number of the process that made them; what a dead one left is cleared by the next.
/// </summary>
internal sealed class BedNetwork : IDisposable
{
    private const string Prefix = "bsd";
    private const string Switch = "sw";

    private static int s_beds;

    private readonly string _name = $"{Prefix}{Environment.ProcessId}n{Interlocked.Increment(ref s_beds)}";
    private readonly List<string> _members = [];

    public BedNetwork()
    {
        Sweep();
        Add(Switch);
        Ip(Switch, "link", "add", "br0", "type", "bridge");
        Ip(Switch, "link", "set", "br0", "up");
    }

    /// <summary>Address of a member, by the number that it was added with.</summary>
    public static IPAddress AddressOf(int number) => IPAddress.Parse($"10.77.0.{number}");

    /// <summary>Adds a member with an address.</summary>
    public void AddMember(string member, int number)
    {
        Add(member);
        string space = Space(member);
        Ip(Switch, "link", "add", $"v-{member}", "type", "veth", "peer", "name", "eth0", "netns", space);
        Ip(Switch, "link", "set", $"v-{member}", "master", "br0", "up");
        Ip(member, "link", "set", "eth0", "up");
        Ip(member, "addr", "add", $"{AddressOf(number)}/24", "dev", "eth0");
        Nft(member, "table inet fault { chain in { type filter hook input priority 0; }; chain out { type filter hook output priority 0; }; }");
    }

    /// <summary>Name of a member's namespace.</summary>
    public string Space(string member) => $"{_name}-{member}";

    /// <summary>Words that start a program within a member; the process is that program.</summary>
    public string[] Within(string member, string program, params IEnumerable<string> words) => ["netns", "exec", Space(member), program, .. words];

    /// <summary>Starts a program within a member.</summary>
    public DaemonProcess Start(string member, string program, params IEnumerable<string> words) =>
        DaemonProcess.Start("ip", Within(member, program, words));

    /// <summary>Drops what a member hears from others.</summary>
    public void DropFrom(string member, params IEnumerable<int> numbers) => Nft(member, Rules("in", "saddr", numbers));

    /// <summary>Drops what a member sends to others.</summary>
    public void DropTo(string member, params IEnumerable<int> numbers) => Nft(member, Rules("out", "daddr", numbers));

    /// <summary>Drops both.</summary>
    public void Cut(string member, params IEnumerable<int> numbers) =>
        Nft(member, Rules("in", "saddr", numbers) + Rules("out", "daddr", numbers));

    /// <summary>Pulls a member's cable at the switch: nothing passes, ARP neither.</summary>
    public void Isolate(string member) => Ip(Switch, "link", "set", $"v-{member}", "down");

    /// <summary>Puts it back.</summary>
    public void Rejoin(string member) => Ip(Switch, "link", "set", $"v-{member}", "up");

    /// <summary>Lets everything of a member pass again.</summary>
    public void Heal(string member) => Nft(member, "flush chain inet fault in\nflush chain inet fault out\n");

    /// <summary>A client whose connections are opened within a member.</summary>
    public HttpClient Client(string member, TimeSpan patience) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = (context, _) =>
        {
            IPEndPoint to = new(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port);
            return new(new System.Net.Sockets.NetworkStream(NamespaceSocket.Connect(Space(member), to), ownsSocket: true));
        },
    })
    { Timeout = patience };

    /// <summary>Ends every process of a member.</summary>
    public void EndProcesses(string member) => EndProcessesOf(Space(member));

    public void Dispose()
    {
        foreach (string member in Enumerable.Reverse(_members))
        {
            Remove(Space(member));
        }
    }

    private static string Rules(string chain, string side, IEnumerable<int> numbers) =>
        $"add rule inet fault {chain} ip {side} {{ {string.Join(", ", numbers.Select(AddressOf))} }} drop\n";

    private static void EndProcessesOf(string space)
    {
        (_, string said) = Tool.Try("ip", ["netns", "pids", space]);
        // All at once, the youngest first: a child that outlives its parent may still say goodbye.
        string[] pids = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (pids.Length > 0)
        {
            Tool.Try("kill", ["-9", .. pids.OrderDescending(Comparer<string>.Create((a, b) => int.Parse(a).CompareTo(int.Parse(b))))]);
        }
    }

    private static void Remove(string space)
    {
        EndProcessesOf(space);
        Tool.Try("ip", ["netns", "del", space]);
    }

    // Of runs that were killed: their number is no process any more.
    private static void Sweep()
    {
        const string Spaces = "/run/netns";
        if (!Directory.Exists(Spaces))
        {
            return;
        }

        foreach (string space in Directory.EnumerateFiles(Spaces, Prefix + "*").Select(p => Path.GetFileName(p)).ToArray())
        {
            string number = new([.. space[Prefix.Length..].TakeWhile(char.IsAsciiDigit)]);
            if (number.Length > 0 && !Directory.Exists("/proc/" + number))
            {
                Remove(space);
            }
        }
    }

    private void Add(string member)
    {
        Tool.Run("ip", "netns", "add", Space(member));
        _members.Add(member);
        Ip(member, "link", "set", "lo", "up");
    }

    private void Ip(string member, params IEnumerable<string> words) => Tool.Run("ip", ["-n", Space(member), .. words]);

    private void Nft(string member, string rules)
    {
        (int code, string said) = Tool.Try("ip", Within(member, "nft", "-f", "-"), rules);
        Xunit.Assert.True(code == 0, $"nft refuses {rules}: {said}");
    }
}
