using System.Collections.Generic;
using Basisd.Cluster;
using static Basisd.Host.Configuration.SettingRows;

namespace Basisd.Host.Configuration;

/// <summary>The settings of the section <c>cluster</c> (SPEC 12). Absent or not enabled, the node is alone and needs none of them.</summary>
internal static class ClusterRows
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Setting> All() =>
    [
        Flag("cluster/enabled", false, "whether this node is one of a cluster; the whole section counts only then"),
        Text("cluster/id", "", "name of the cluster; its keys in etcd lie below /basisd/ID/", max: ClusterMapping.NameBytes),
        Text("cluster/node", "", "name of this node in cluster.nodes; absent: node.name", max: ClusterMapping.NameBytes),
        Text("cluster/nodes/[]/name", null, "name of a node; all nodes list the same ones in the same order", max: ClusterMapping.NameBytes),
        Endpoint("cluster/nodes/[]/address", "where it receives heartbeats over UDP"),
        Endpoint("cluster/nodes/[]/peer", "where it answers other nodes over mutual TLS"),
        Text("cluster/slots/[]/name", null, "name of a slot: one journal with one state, owned by one node at a time", max: ClusterMapping.NameBytes),
        Text("cluster/slots/[]/preferred", null, "node that owns the slot when the cluster begins", max: ClusterMapping.NameBytes),
        Text("cluster/control", "", "slot that carries what is platform-wide; absent: the first", max: ClusterMapping.NameBytes),
        Count(
            "cluster/max_slots", 1, 1, ClusterSettings.MaxSlots, "slots", "most slots that a node owns; the control slot does not count"),
        .. Etcd(), .. Secrets(), .. Times(),
        Text(
            "cluster/fence_command/[]", null,
            "program (an absolute path) and arguments that cut a silent owner's power; called with the node's name as last argument", max: 1024),
    ];

    private static IEnumerable<Setting> Etcd() =>
    [
        new Setting(
            "cluster/etcd/endpoints/[]", SettingKind.Url, null, 0, 2048, "", SettingSource.Default,
            "address of an etcd member's client port, for example https://10.0.0.1:2379; name all of them"),
        Optional("cluster/etcd/ca", "PEM file of the authority that signed etcd's certificates; absent: the system's"),
        Optional("cluster/etcd/cert", "PEM file of the client certificate shown to etcd; absent: none"),
        Optional("cluster/etcd/key", "PEM file of its key"),
        Text("cluster/etcd/user", "", "user at etcd; absent: no authentication"),
        Optional("cluster/etcd/password_file", "file with the user's password, one line, not readable by others"),
    ];

    private static IEnumerable<Setting> Secrets() =>
    [
        Optional("cluster/tls/ca", "PEM file of the cluster's own authority; every node shows a certificate of it (`basisd pki`)"),
        Optional("cluster/tls/cert", "PEM file of this node's certificate"),
        Optional("cluster/tls/key", "PEM file of its key, not readable by others"),
        Optional(
            "cluster/heartbeat_key",
            "file with the key that heartbeats are authenticated with, the same on all nodes; absent: the systemd credential heartbeat_key"),
    ];

    private static IEnumerable<Setting> Times() =>
    [
        Duration(
            "cluster/fence", "2500ms", "500ms", "1m",
            "how long a confirmed renewal entitles its owner to act; longer than etcd needs to elect a leader"),
        Duration("cluster/renew", "200ms", "20ms", "10s", "time between two renewals of an owner"),
        Duration("cluster/read", "200ms", "20ms", "10s", "time between two readings of all keys"),
        Duration("cluster/try", "250ms", "20ms", "10s", "how long one member of etcd is given for one call"),
        Duration(
            "cluster/stop_bound", "100ms", "0s", "1m",
            "from the last moment at which a gate reads open to the last at which an order checked by it reaches a venue"),
        Duration("cluster/heartbeat", "50ms", "10ms", "1s", "time between two heartbeats"),
        Duration("cluster/suspect", "400ms", "40ms", "999ms", "silence after which a node is suspect, and reported"),
        Duration("cluster/stagger", "150ms", "1ms", "10s", "by how much each further candidate waits longer"),
        Duration("cluster/sync_timeout", "1s", "50ms", "1m", "a replica that lets entries wait for longer leaves the in-sync set"),
        Duration("cluster/engine_timeout", "3s", "100ms", "1h", "an owner whose engine is silent for longer releases its slot"),
        Duration("cluster/flap", "10m", "0s", "1d", "within this time a slot is taken without release only once unless an operator permits it"),
    ];

    private static Setting Endpoint(string path, string description) =>
        new(path, SettingKind.Endpoint, null, 0, 64, "", SettingSource.Default, description);

    private static Setting Optional(string path, string description) =>
        new(path, SettingKind.Path, "", 0, SettingLimits.PathBytes, "", SettingSource.Default, description);
}
