using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Probes.Gateway;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;

namespace Basisd.Host.Configuration;

/// <summary>
/// Every setting of basisd, once: path, kind, default, range, unit, origin of the default and one line of description (SPEC 13). A setting
/// that is not here does not exist; parsing, <c>config show</c>, <c>config schema</c> and the reference page are made from this table.
/// A default may name <c>{node.run_dir}</c>, so that moving the directory moves what lies in it.
/// </summary>
public static class SettingTable
{
    /// <summary>Stands in a default for the value of <c>node.run_dir</c>.</summary>
    public const string RunDirMark = "{node.run_dir}";

    private static readonly string[] Modes = ["normal", "bscb", "dmm"];
    private static readonly string[] PermissionWords = ["deny", "queue", "allow"];

    /// <summary>All settings in the order in which they are shown and hashed.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. NodeRows(), .. TopologyRows(), .. PermissionRows(),
        Choice(
            "dmm/exposure", "freeze", ["freeze", "contain"], "what DMM does with existing exposure: freeze it, or let basisd cancel and reduce it",
            seed: true),
        .. TriggerTable.Rows(), .. InputRows(), .. PlatformRows(), .. PlanRows(), .. JournalRows(), .. OutsideRows(), .. WebhookRows(),
        .. ClusterRows.All(), .. OperatorRows(),
        Count(
            "clock/time_scale", 1, 1, 3600, "core seconds per second",
            "runs core time faster than the clock; for demonstrations only, never for a node that protects"),
    ];

    /// <summary>The permission cell that a path of the permissions section names.</summary>
    public static (Mode Mode, GateAction Action) CellOf(Setting setting)
    {
        string[] keys = setting.Path.Split('/');
        Mode mode = keys[1] switch { "normal" => Mode.Normal, "bscb" => Mode.Bscb, _ => Mode.Dmm };
        return GateActions.TryParse(keys[2], out GateAction action) ? (mode, action) : throw new ArgumentException(setting.Path, nameof(setting));
    }

    private static IEnumerable<Setting> NodeRows() =>
    [
        Text("node/name", "node", "name of this node in status, metrics and logs"),
        FilePath("node/state_dir", "/var/lib/basisd", "journal and snapshots; locked by one daemon"),
        FilePath("node/run_dir", "/run/basisd", "gate page and sockets"),
        Flag(
            "node/hold_latency", true,
            "whether processors are kept from sleeping deeply while the daemon runs, by /dev/cpu_dma_latency where the host lets it; costs power"),
    ];

    private static IEnumerable<Setting> TopologyRows() =>
    [
        Text("topology/units/[]", null, "name of a quote unit, for example USDT"),
        Text("topology/modules/[]", null, "name of a module scope, for example rewards"),
        Text("topology/venues/[]/name", null, "name of a venue, for example kraken"),
        new Setting(
            "topology/venues/[]/health_url", SettingKind.Url, "", 0, 2048, "", SettingSource.Default,
            "address that is probed for the venue's health; absent: no probes; in a cluster {slot} in its path is the slot's name"),
        new Setting(
            "topology/venues/[]/gateway_url", SettingKind.Url, "", 0, 2048, "", SettingSource.Default,
            "base address of the venue's gateway, for example http://127.0.0.1:9001/v1; absent: the venue is not reconciled by polls; in a cluster "
            + "{slot} in its path is the slot's name"),
        new Setting(
            "topology/venues/[]/gateway_token_file", SettingKind.Path, "", 0, SettingLimits.PathBytes, "", SettingSource.Default,
            "file with the gateway's bearer token, one line, not readable by others; absent: no token is shown"),
        Flag(
            "topology/venues/[]/calls_required", false,
            "whether call results are a required input: the venue's scope stays closed until they arrive"),
        Text(
            "topology/venues/[]/shares/[]", "",
            "what the venue has in common with others, for example cloud.tokyo-1, custodian.copper: a failure on all of them is named after it"),
        Text("topology/assets/[]/name", null, "symbol of an asset, for example BTC"),
        Text("topology/assets/[]/reference_unit", null, "unit of the asset's reference price"),
        Ppm(
            "topology/assets/[]/extreme_move_ppm", 50_000, 1_000, 1_000_000,
            "limit of market.extreme_volatility for this asset, against its 5-minute mean"),
        Choice(
            "topology/assets/[]/chain", "auto", ["auto", "none", "bitcoin", "ethereum", "solana"],
            "chain whose stress binds the asset; auto: that of its symbol"),
        Choice("topology/assets/[]/tracks", "auto", ["auto", "none", "gold"], "what its price follows; auto: gold for PAXG and XAUT"),
        Text("topology/instruments/[]/asset", null, "asset of a priced market"),
        Text("topology/instruments/[]/unit", null, "unit of its prices"),
        Text("topology/instruments/[]/venue", null, "venue of the market"),
        Choice("topology/instruments/[]/kind", "spot", ["spot", "perp"], "perpetuals take no part in the reference price"),
        Ppm(
            "topology/instruments/[]/funding_cap_ppm", 0, 0, 1_000_000,
            "the venue's largest funding rate of a perpetual per eight hours; 0: none is known"),
        Text("topology/routes/[]/asset", null, "asset of a route"),
        Text("topology/routes/[]/venue", null, "its venue"),
        Text("topology/routes/[]/second_venue", "", "the second venue of a route over two"),
        Text("topology/routes/[]/settlement_unit", null, "unit that the route settles in"),
        Count(
            "topology/routes/[]/clip", 0, 0, 1_000_000_000_000_000_000, "1e-8", "usual order size; the book must hold twice as much; 0: not judged"),
        Count(
            "topology/routes/[]/hedge_need", 0, 0, 1_000_000_000_000_000_000, "1e-8",
            "quantity that hedging must be able to execute; a thinner book is P2; 0: not judged"),
        Count(
            "topology/routes/[]/reallocation_share", 1, 0, 1_000_000, "parts",
            "the route's part of what is reallocated, where reallocation.weights is share; 0: it takes nothing"),
        Text("topology/peers/[]", "", "name of another node of the cluster; its silence binds module/node-NAME"),
        Text("topology/unit_references/[]/unit", null, "unit that is valued"),
        Text("topology/unit_references/[]/quote_unit", null, "unit that it is valued in"),
        Text("topology/unit_references/[]/source", null, "name of the source, for example a venue"),
        Text("topology/positions/[]/name", null, "position key, for example BTC-PERP@kraken"),
        Text("topology/positions/[]/venue", null, "venue that holds the position"),
        Text(
            "topology/positions/[]/market", "",
            "market in which it is reduced, for example BTC/USDT:perp; absent: the one market of the asset that the key begins with"),
        Count(
            "topology/positions/[]/smallest_slice", 1, 1, 1_000_000_000_000_000, "1e-8", "smallest order that reduces the position"),
    ];

    private static IEnumerable<Setting> PermissionRows() =>
        from mode in Modes
        from action in GateActions.All.ToArray()
        let path = $"permissions/{mode}/{action}"
        select Cell(path, mode, action);

    private static Setting Cell(string path, string mode, string action)
    {
        Setting shape = Choice(
            path, "deny", PermissionWords, $"permission of '{action}' in {mode.ToUpperInvariant()}; may only be made stricter", seed: true);
        (Mode row, GateAction column) = CellOf(shape);
        return shape with { Default = PermissionWords[(int)PermissionMatrix.TableCell(row, column)] };
    }

    private static IEnumerable<Setting> InputRows() =>
    [
        Duration("inputs/price_max_age", "5s", "100ms", "1d", "age at which a venue price is stale"),
        Duration("inputs/rate_max_age", "90s", "1s", "1d", "age at which a unit rate is stale"),
        Duration("inputs/call_max_age", "5s", "100ms", "1d", "age at which the last call result of a venue is stale"),
        Duration("probes/interval", "250ms", "50ms", "1h", "time between two health probes of a venue"),
        Duration("probes/timeout", "200ms", "10ms", "1m", "time after which a health probe has failed"),
        Duration("gateway/poll_interval", "1s", "100ms", "1h", "time between two polls of a venue's gateway"),
        Duration("gateway/timeout", "2s", "50ms", "1m", "time after which a request to a gateway has failed, body included; a poll may take ten"),
        Count("gateway/page_size", 200, 1, GatewayOptions.MaxPageSize, "items", "items that a gateway is asked for at a time"),
        Bytes("gateway/max_body", "1MiB", "64KiB", "16MiB", "longest answer of a gateway that is read"),
        Count("gateway/retries", 10, 0, 600, "per minute", "requests to one gateway that may be repeated within a minute"),
    ];

    private static IEnumerable<Setting> PlatformRows() =>
    [
        Duration("recovery/stage_dwell", "60s", "1s", "1d", "shortest stay in each stage of RECOVERY"),
        FilePath("gate/path", RunDirMark + "/gate", "the permission page that the engine maps"),
        Duration(
            "gate/validity", "250ms", "250ms", "10s",
            "how long readers trust the page after a renewal; machines stall by themselves for tens of milliseconds"),
        Duration("gate/renew", "50ms", "5ms", "1s", "time between two renewals"),
        Choice(
            "gate/clock", "boottime", ["boottime", "coarse"],
            "clock that readers compare; coarse costs them a few ns, on a host that cannot suspend; elsewhere the daemon says so and keeps boottime"),
        SocketPath("engine/socket", RunDirMark + "/engine.sock", "socket of the execution engine"),
        Count("engine/max_sessions", 8, 1, 64, "sessions", "engine connections at a time"),
        Count("engine/inbox_records", 4_096, 1_024, 1_048_576, "records", "records that wait for the loop before back-pressure begins"),
        Count(
            "engine/ring_records", 4_096, 0, 65_536, "records",
            "longest ring in shared memory that an engine may ask for beside its socket, a power of two; 0 offers none"),
        Duration(
            "engine/ring_spin", "0ms", "0ms", "10s",
            "how long the loop looks at the rings before it sleeps; above 0 only where it has a processor of its own (CPUAffinity= in the unit)"),
    ];

    private static IEnumerable<Setting> PlanRows() =>
    [
        Ppm("reduction/participation_ppm", 100_000, 1, 1_000_000, "largest share of the executable depth that one slice of a reduction takes"),
        Ppm("reduction/max_slippage_ppm", 3_000, 1, 1_000_000, "largest slippage that a slice of a reduction may cost"),
        Duration("reduction/interval", "5s", "10ms", "1h", "time from one slice of a reduction to the next"),
        Choice(
            "reallocation/weights", "depth", ["depth", "share"],
            "in what proportion a reallocation is split: by executable depth, or by topology.routes[].reallocation_share"),
        Ppm("reallocation/participation_ppm", 500_000, 1, 1_000_000, "largest share of a venue's executable depth that is reallocated to it"),
        Ppm("reallocation/max_slippage_ppm", 3_000, 1, 1_000_000, "largest slippage that a part of a reallocation may cost"),
        Duration("plan/depth_max_age", "10s", "100ms", "1h", "age at which depth is too old to plan an execution against"),
        Duration("plan/slippage_max_age", "60s", "100ms", "1d", "age at which a predicted slippage is too old to plan with"),
    ];

    private static IEnumerable<Setting> JournalRows() =>
    [
        Duration("journal/commit_deadline", "2s", "100ms", "1m", "a group commit that takes longer closes the gate and stops the process"),
        Count("journal/snapshot_every", 100_000, 100, 100_000_000, "frames", "frames between two snapshots"),
        Duration("journal/retention_age", "30d", "0s", "3650d", "entries younger than this stay, also behind the older of the two snapshots kept"),
        Bytes(
            "journal/retention_size", "256MiB", "64MiB", "1024GiB",
            "size of the journal beyond which age keeps nothing; a start verifies all that is kept, about a second per GiB"),
        new Setting(
            "journal/head_key", SettingKind.Path, "", 0, SettingLimits.PathBytes, "", SettingSource.Default,
            "PEM file of an ECDSA P-256 key that signs the journal's head; absent: the systemd credential head_key, else nothing is signed"),
        Duration("journal/head_interval", "60s", "1s", "1h", "longest time between two signed statements of the journal's head"),
        Bytes("journal/free_space_floor", "512MiB", "32MiB", "1024GiB", "free space below which engine commits are refused; protection goes on"),
    ];

    private static IEnumerable<Setting> OutsideRows() =>
    [
        SocketPath("admin/socket", RunDirMark + "/admin.sock", "socket of the operators' commands"),
        Text("admin/group", "", "group whose members may command the node, beside root and the daemon's own user", max: 32),
        new Setting("http/listen", SettingKind.Endpoint, "127.0.0.1:9465", 0, 64, "", SettingSource.Default,
            "address of metrics, health and status; read-only, so an address beyond loopback is allowed where Prometheus needs it"),
        Flag("http/enabled", true, "whether metrics, health and status are served over TCP"),
        Choice("log/level", "information", ["verbose", "debug", "information", "warning", "error"], "least level that is logged"),
    ];

    private static IEnumerable<Setting> WebhookRows() =>
    [
        new Setting(
            "webhook/url", SettingKind.Url, "", 0, 2048, "", SettingSource.Default,
            "where incidents and changes of modes are told, signed and until they are taken (docs/webhook.md); absent: nowhere"),
        new Setting(
            "webhook/secret_file", SettingKind.Path, "", 0, SettingLimits.PathBytes, "", SettingSource.Default,
            "file with the secret that notices are signed with, one line, not readable by others; absent: the systemd credential webhook_secret"),
        Duration("webhook/timeout", "5s", "100ms", "8s", "time after which an attempt to deliver a notice has failed"),
    ];

    private static IEnumerable<Setting> OperatorRows() =>
    [
        Count("approvals/required", 1, 1, 8, "seniors", "distinct senior operators who must sign a resumption"),
        Flag(
            "approvals/protocol", true,
            "whether a resumption is accepted only when the DMM protocol is complete up to its approval (`basisd incident step`)"),
        Text("operators/[]/name", null, "name of an operator, as approvals carry it"),
        new Setting("operators/[]/roles/[]", SettingKind.Choice, null, 0, 0, "", SettingSource.Seed, "a role of the operator")
        {
            Choices = ["operations-lead", "engineering", "risk", "finance", "operations"],
        },
        Flag("operators/[]/senior", false, "whether the operator may sign resumptions"),
        new Setting(
            "operators/[]/uid", SettingKind.Count, "", 0, uint.MaxValue - 1, "", SettingSource.Default,
            "user id as which the operator records at incidents (`id -u`); absent: every member of admin.group may use the name"),
        Text("operators/[]/public_key", null, "ECDSA P-256 public key: PEM, or base64 of its SubjectPublicKeyInfo", min: 64, max: 512),
        Text(
            "attestation/binary_sha256/[]", null, "SHA-256 of a binary that this node may run (`basisd version --json`); another is a compromise",
            min: 64, max: 64),
        Text(
            "attestation/configuration_sha256/[]", null,
            "SHA-256 of a configuration that this node may have (`basisd config show`); it does not cover this section", min: 64, max: 64),
    ];
}
