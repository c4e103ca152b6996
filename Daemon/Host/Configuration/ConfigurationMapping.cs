using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Probes.Gateway;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Configuration;

/// <summary>Turns checked values into the records that the rooms are built from.</summary>
internal static class ConfigurationMapping
{
    /// <summary>Maps all sections; adds the errors that only show here. With any error the result must not be used.</summary>
    public static NodeConfiguration Map(ConfigurationValues v, ConfigurationErrors errors)
    {
        TopologyMapping topology = new(v, errors);
        Topology names = topology.Build();
        Operator[] operators = People(v, errors);
        new ConfigurationRules(v, errors).Check();
        return new NodeConfiguration
        {
            Node = new NodeSettings(v.Text("node.name"), v.Text("node.state_dir"), v.Text("node.run_dir"), v.Flag("node.hold_latency")),
            Topology = names,
            Permissions = Matrix(v),
            VenueProbes = topology.Probes,
            Triggers = TriggerTable.Triggers.ToDictionary(t => t, t => Options(v, t)),
            Inputs = new InputSettings(
                v.Number("inputs.price_max_age"), v.Number("inputs.rate_max_age"),
                v.Number("inputs.call_max_age")),
            Probes = new ProbeSettings(v.Number("probes.interval"), v.Number("probes.timeout")),
            Reduction = new ReductionSettings
            {
                ParticipationPpm = v.Number("reduction.participation_ppm"),
                MaxSlippagePpm = v.Number("reduction.max_slippage_ppm"),
                IntervalNs = v.Number("reduction.interval"),
                DepthMaxAgeNs = v.Number("plan.depth_max_age"),
                SlippageMaxAgeNs = v.Number("plan.slippage_max_age"),
            },
            Reallocation = new ReallocationSettings
            {
                Weights = (ReallocationWeights)v.Int("reallocation.weights"),
                ParticipationPpm = v.Number("reallocation.participation_ppm"),
                MaxSlippagePpm = v.Number("reallocation.max_slippage_ppm"),
                DepthMaxAgeNs = v.Number("plan.depth_max_age"),
                SlippageMaxAgeNs = v.Number("plan.slippage_max_age"),
            },
            VenueGateways = topology.Gateways,
            Gateways = new GatewayOptions(
                v.Number("gateway.poll_interval"), v.Number("gateway.timeout"), v.Int("gateway.page_size"), v.Int("gateway.max_body"),
                v.Int("gateway.retries")),
            StageDwellNs = v.Number("recovery.stage_dwell"),
            Gate = new GateSettings(v.Text("gate.path"), v.Number("gate.validity"), v.Number("gate.renew"), v.Text("gate.clock") == "coarse"),
            Engine = new EngineSettings(
                v.Text("engine.socket"), v.Int("engine.max_sessions"), v.Int("engine.inbox_records"), v.Int("engine.ring_records"),
                v.Number("engine.ring_spin")),
            Journal = new JournalSettings(
                v.Number("journal.commit_deadline"), v.Number("journal.snapshot_every"),
                v.Number("journal.free_space_floor"), v.Number("journal.retention_age"), v.Number("journal.retention_size"))
            {
                HeadKeyPath = v.OptionalText("journal.head_key"),
                HeadIntervalNs = v.Number("journal.head_interval"),
            },
            Admin = new AdminSettings(v.Text("admin.socket"), v.OptionalText("admin.group")),
            Http = new HttpSettings(v.Flag("http.enabled"), IPEndPoint.Parse(v.Text("http.listen"))),
            Webhook = WebhookMapping.Of(v, errors),
            Cluster = new ClusterMapping(v, errors).Build(names),
            LogLevel = (LogLevel)v.Int("log.level"),
            ApprovalsRequired = v.Int("approvals.required"),
            ProtocolRequired = v.Flag("approvals.protocol"),
            Operators = operators,
            Attestation = new AttestationSettings(
                Hashes(v, "attestation.binary_sha256", errors), Hashes(v, "attestation.configuration_sha256", errors)),
            TimeScale = v.Int("clock.time_scale"),
            Hash = v.Hash(),
            Effective = v.Effective,
        };
    }

    /// <summary>What is allowed and yet deserves a look.</summary>
    public static IEnumerable<string> Warnings(NodeConfiguration configuration)
    {
        if (configuration.Operators.Count == 0)
        {
            yield return "operators: nobody is configured, so nobody can sign the way out of DMM; add at least one senior operator";
        }

        if (configuration.TimeScale > 1)
        {
            yield return $"clock.time_scale: core time runs {configuration.TimeScale} times as fast as the clock; never protect real money like this";
        }

        if (configuration.Http.Enabled && !IPAddress.IsLoopback(configuration.Http.Listen.Address))
        {
            yield return $"http.listen: metrics and status are readable on {configuration.Http.Listen} by everyone who can reach it";
        }

        foreach (VenueGateway gateway in configuration.VenueGateways.Where(
            g => g.TokenFile is not null && g.Address.Scheme == Uri.UriSchemeHttp && !g.Address.IsLoopback))
        {
            string venue = configuration.Topology.Venues[gateway.Venue].Name;
            yield return $"topology.venues: the token of {venue}'s gateway crosses the network in clear; use https";
        }

        foreach (VenueGateway gateway in configuration.VenueGateways.Where(
            g => configuration.Cluster is { Settings.Slots.Length: > 1 } && !SlotAddress.IsPerSlot(g.Address)))
        {
            string venue = configuration.Topology.Venues[gateway.Venue].Name;
            yield return $"topology.venues: every slot asks one account of {venue}, so each sees the others' orders as orders of nobody; "
                + $"put {SlotAddress.Placeholder} into gateway_url";
        }

        if (configuration.Webhook is { } webhook && webhook.Address.Scheme == Uri.UriSchemeHttp && !webhook.Address.IsLoopback)
        {
            yield return "webhook.url: notices cross the network in clear; they are signed, but everyone on the way can read them; use https";
        }

        foreach (TriggerOptions trigger in configuration.Triggers.Values.Where(t => !t.Enabled || t.Shadow))
        {
            yield return $"triggers.{TriggerNames.NameOf(trigger.Trigger)}: {(trigger.Enabled ? "in shadow, it never acts" : "disabled")}";
        }
    }

    private static Operator[] People(ConfigurationValues v, ConfigurationErrors errors)
    {
        Operator[] operators = OperatorMapping.Build(v, errors);
        int seniors = operators.Count(o => o.Senior);
        int required = v.Int("approvals.required");
        if (operators.Length > 0 && seniors < required && !errors.Concern("operators"))
        {
            errors.Add(
                v.PlaceOf("approvals.required"), "approvals.required", $"{required} approvals are required and {seniors} senior operators configured",
                "at most the number of senior operators, or nobody can ever resume", "add operators, or lower the number");
        }

        return operators;
    }

    private static string[] Hashes(ConfigurationValues v, string path, ConfigurationErrors errors)
    {
        string[] hashes = new string[v.Count(path)];
        for (int i = 0; i < hashes.Length; i++)
        {
            string at = $"{path}[{i}]";
            hashes[i] = v.Text(at);
            if (!errors.Concern(at) && !ApprovalText.IsHash(hashes[i]))
            {
                errors.Add(
                    v.PlaceOf(at), at, "this is no SHA-256", "64 lower-case hex digits", "copy it from `basisd version --json` or `config show`");
            }
        }

        return hashes;
    }

    private static PermissionMatrix Matrix(ConfigurationValues v)
    {
        PermissionMatrix matrix = new() { ContainByPolicy = v.Text("dmm.exposure") == "contain" };
        foreach (EffectiveSetting setting in v.Effective.Where(e => e.Setting.Path.StartsWith("permissions/", StringComparison.Ordinal)))
        {
            (Mode mode, GateAction action) = SettingTable.CellOf(setting.Setting);

            // A looser cell is already an error of ConfigurationRules; the matrix refuses it as well.
            _ = matrix.TryRestrict(mode, action, (Permission)setting.Value.Number);
        }

        return matrix;
    }

    private static TriggerOptions Options(ConfigurationValues v, TriggerId trigger)
    {
        Dictionary<string, long> numbers = new(StringComparer.Ordinal);
        foreach (Setting row in TriggerTable.RowsOf(trigger))
        {
            numbers.Add(row.Key, v.Number(row.DisplayPath));
        }

        return new TriggerOptions(trigger, numbers["enabled"] != 0, numbers["shadow"] != 0, numbers);
    }
}
