using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using Basisd.Cluster;
using Basisd.Peers.Certificates;
using Basisd.Peers.Etcd;
using Basisd.Safety;

namespace Basisd.Host.Configuration;

/// <summary>
/// Builds the cluster from its section: names become numbers, every relation of <see cref="ClusterSettings.Problem"/> is an error with its place, and
/// what all nodes must have alike becomes the fingerprint that their heartbeats carry.
/// </summary>
internal sealed class ClusterMapping(ConfigurationValues values, ConfigurationErrors errors)
{
    /// <summary>Longest name: it is part of a path, of a key and of a certificate.</summary>
    public const int NameBytes = 32;

    /// <summary>Whether a cluster is configured.</summary>
    public const string Enabled = "cluster.enabled";

    private const string Section = "cluster";
    private const string NodeList = Section + ".nodes";
    private const string SlotList = Section + ".slots";
    private const string EtcdEndpoints = Section + ".etcd.endpoints";

    /// <summary>Maps the section; null where the node is alone. With an error the result must not be used.</summary>
    public ClusterConfiguration? Build(Topology topology)
    {
        if (!values.Flag(Enabled) || errors.Concern(NodeList) || errors.Concern(SlotList))
        {
            return null;
        }

        ClusterNode[] nodes = Nodes();
        string[] names = Array.ConvertAll(nodes, n => n.Name);
        string[] slots = Slots();
        bool named = Name(Section + ".id", values.Text(Section + ".id")) && Bounds(nodes.Length, slots.Length);
        string self = values.OptionalText(Section + ".node") ?? values.Text("node.name");
        int number = Find(names, self, values.OptionalText(Section + ".node") is null ? "node.name" : Section + ".node", NodeList);
        int[] preferred = [.. slots.Select((_, i) => Find(names, values.Text($"{SlotList}[{i}].preferred"), $"{SlotList}[{i}].preferred", NodeList))];
        string control = values.OptionalText(Section + ".control") ?? slots.FirstOrDefault("");
        int controls = slots.Length == 0 ? 0 : Find(slots, control, Section + ".control", SlotList);
        Files();
        if (!named || number < 0 || controls < 0 || preferred.Any(p => p < 0))
        {
            return null;
        }

        ClusterSettings settings = Settings(number, names, slots, preferred, controls);
        EtcdSettings etcd = Etcd();
        if (!errors.Concern(Section + ".etcd") && etcd.Problem() is { } unusable)
        {
            Refuse(EtcdEndpoints, unusable, "", "correct the section cluster.etcd");
        }

        settings = settings with { Fingerprint = Fingerprint(settings, nodes, topology) };
        if (settings.Problem() is { } problem)
        {
            Refuse(PathOf(problem), problem, "see `basisd config show` for the values in force", "change one of the values that it names");
        }

        return new ClusterConfiguration
        {
            Id = values.Text(Section + ".id"),
            Settings = settings,
            Nodes = nodes,
            Etcd = etcd,
            Tls = new CredentialFiles(values.Text(Section + ".tls.cert"), values.Text(Section + ".tls.key"), values.Text(Section + ".tls.ca")),
            HeartbeatKeyPath = values.OptionalText(Section + ".heartbeat_key"),
            FenceCommand = Texts(Section + ".fence_command"),
            PeerScopes = [.. names.Select(n => Array.FindIndex(topology.Peers, p => p.Name == "module/node-" + n))],
        };
    }

    /// <summary>Whether a name may be part of a path, a key and a certificate.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= NameBytes && name[0] is not ('.' or '-')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private ClusterNode[] Nodes()
    {
        ClusterNode[] nodes = new ClusterNode[values.Count(NodeList)];
        HashSet<string> taken = new(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Length; i++)
        {
            string at = $"{NodeList}[{i}]";
            string name = values.Text(at + ".name");
            nodes[i] = new ClusterNode(name, IPEndPoint.Parse(values.Text(at + ".address")), IPEndPoint.Parse(values.Text(at + ".peer")));
            if (Name(at + ".name", name) && !taken.Add(name))
            {
                Refuse(at + ".name", $"the node '{name}' is named twice", "each node once", "remove one of the two");
            }

            Distinct(at + ".address", $"udp {nodes[i].Address}", taken);
            Distinct(at + ".peer", $"tcp {nodes[i].Peer}", taken);
        }

        return nodes;
    }

    private void Distinct(string path, string endpoint, HashSet<string> taken)
    {
        if (!taken.Add(endpoint))
        {
            Refuse(path, $"{endpoint} is also that of another node", "an address of its own for each node", "change one of the two");
        }
    }

    private string[] Slots()
    {
        string[] slots = new string[values.Count(SlotList)];
        for (int i = 0; i < slots.Length; i++)
        {
            string path = $"{SlotList}[{i}].name";
            slots[i] = values.Text(path);
            if (Name(path, slots[i]) && Array.IndexOf(slots, slots[i]) < i)
            {
                Refuse(path, $"the slot '{slots[i]}' is named twice", "each slot once", "remove one of the two");
            }
        }

        return slots;
    }

    private bool Name(string path, string name)
    {
        if (!IsName(name))
        {
            Refuse(
                path, name.Length == 0 ? "a cluster needs it" : $"'{name}' cannot be a name here",
                $"1 to {NameBytes} letters, digits, '-', '_' or '.', and no '-' or '.' first", "choose another name");
            return false;
        }

        return true;
    }

    private bool Bounds(int nodes, int slots)
    {
        Bound(NodeList, nodes, ClusterSettings.MaxNodes);
        Bound(SlotList, slots, ClusterSettings.MaxSlots);
        return nodes is > 0 and <= ClusterSettings.MaxNodes && slots is > 0 and <= ClusterSettings.MaxSlots;
    }

    private void Bound(string path, int count, int most)
    {
        if (count == 0 || count > most)
        {
            Refuse(path, $"the list has {count} items", $"1 to {most}", count == 0 ? "name all nodes and slots of the cluster" : "remove some");
        }
    }

    private int Find(string[] names, string name, string path, string list)
    {
        int index = Array.IndexOf(names, name);
        if (index < 0)
        {
            string meant = NearestName.Of(name, names) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            Refuse(path, $"'{name}' is not in {list}{meant}", $"one of {string.Join(", ", names)}", $"correct it, or add it to {list}");
        }

        return index;
    }

    private void Files()
    {
        Needed(values.Count(EtcdEndpoints) == 0, EtcdEndpoints, "a cluster needs an arbiter: no member of etcd is named");
        foreach (string file in (string[])["tls.ca", "tls.cert", "tls.key"])
        {
            Needed(values.OptionalText($"{Section}.{file}") is null, $"{Section}.{file}", "nodes talk over mutual TLS, and this file is not named");
        }

        Pair("etcd.cert", "etcd.key");
        Pair("etcd.user", "etcd.password_file");
        string program = Section + ".fence_command";
        if (values.Count(program) > 0 && values.Text(program + "[0]") is not ['/', ..])
        {
            Refuse(
                program + "[0]", $"'{values.Text(program + "[0]")}' is not an absolute path", "an absolute path", "name the program with its path");
        }
    }

    private void Pair(string one, string other)
    {
        (string first, string second) = ($"{Section}.{one}", $"{Section}.{other}");
        bool hasFirst = values.OptionalText(first) is not null;
        if (hasFirst != values.OptionalText(second) is not null)
        {
            (string given, string missing) = hasFirst ? (first, second) : (second, first);
            Refuse(given, $"{given} is given and {missing} is not", "both, or neither", "name the other as well, or remove the key");
        }
    }

    private void Needed(bool isMissing, string path, string problem)
    {
        if (isMissing)
        {
            Refuse(path, problem, "", "docs/cluster.md shows a whole section; `basisd pki` makes the certificates");
        }
    }

    private ClusterSettings Settings(int self, string[] nodes, string[] slots, int[] preferred, int control) => new()
    {
        Self = self,
        Nodes = nodes,
        Slots = slots,
        Preferred = preferred,
        Control = control,
        SlotsPerNode = values.Int(Section + ".max_slots"),
        FenceNs = values.Number(Section + ".fence"),
        RenewNs = values.Number(Section + ".renew"),
        ReadNs = values.Number(Section + ".read"),
        TryNs = values.Number(Section + ".try"),
        StopBoundNs = values.Number(Section + ".stop_bound"),
        HeartbeatNs = values.Number(Section + ".heartbeat"),
        SuspectNs = values.Number(Section + ".suspect"),
        StaggerNs = values.Number(Section + ".stagger"),
        SyncTimeoutNs = values.Number(Section + ".sync_timeout"),
        EngineTimeoutNs = values.Number(Section + ".engine_timeout"),
        FlapNs = values.Number(Section + ".flap"),
    };

    private EtcdSettings Etcd() => new()
    {
        Cluster = values.Text(Section + ".id"),
        Endpoints = [.. Texts(EtcdEndpoints).Select(e => new Uri(e, UriKind.Absolute))],
        CaFile = values.OptionalText(Section + ".etcd.ca"),
        CertificateFile = values.OptionalText(Section + ".etcd.cert"),
        KeyFile = values.OptionalText(Section + ".etcd.key"),
        User = values.OptionalText(Section + ".etcd.user"),
        PasswordFile = values.OptionalText(Section + ".etcd.password_file"),
    };

    private string[] Texts(string list)
    {
        string[] texts = new string[values.Count(list)];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = values.Text($"{list}[{i}]");
        }

        return texts;
    }

    // A message of the core begins with the name of the bound that it is about.
    private string PathOf(string problem)
    {
        string path = $"{Section}.{problem[..Math.Max(problem.IndexOf(' '), 0)]}";
        return values.Effective.Exists(e => e.Path == path) ? path : Section;
    }

    private ulong Fingerprint(ClusterSettings settings, ClusterNode[] nodes, Topology topology)
    {
        CanonicalWriter all = new();
        all.Text(values.Text(Section + ".id"));
        foreach (ClusterNode node in nodes)
        {
            all.Text($"{node.Name} {node.Address} {node.Peer}");
        }

        for (int slot = 0; slot < settings.Slots.Length; slot++)
        {
            all.Text($"{settings.Slots[slot]} {settings.Preferred[slot]}");
        }

        ReadOnlySpan<long> bounds =
        [
            settings.Control, settings.SlotsPerNode, settings.FenceNs, settings.StopBoundNs, settings.HeartbeatNs, settings.SuspectNs,
            settings.StaggerNs, settings.SyncTimeoutNs, settings.FlapNs,
        ];
        foreach (long bound in bounds)
        {
            all.I64(bound);
        }

        all.Text(Convert.ToHexStringLower(topology.Fingerprint));
        return BitConverter.ToUInt64(SHA256.HashData(all.Written));
    }

    private void Refuse(string path, string problem, string allowed, string remedy)
    {
        // What the section lacks has no line: that of its switch is where to begin.
        FilePlace place = values.PlaceOf(path) is { Line: > 0 } own ? own : values.PlaceOf(Enabled);
        if (!errors.Concern(path))
        {
            errors.Add(place, path, problem, allowed, remedy);
        }
    }
}
