using System.Linq;

namespace Basisd.Host.Configuration;

/// <summary>
/// Relations between settings that each are in range (SPEC 13: timing inequalities). Each rule says why it must hold; a configuration that
/// breaks one would run and protect less than it says.
/// </summary>
internal sealed class ConfigurationRules(ConfigurationValues values, ConfigurationErrors errors)
{
    /// <summary>A second, in ns.</summary>
    private const long LeastRing = 64;
    private const long SecondNs = 1_000_000_000;

    /// <summary>Checks all rules.</summary>
    public void Check()
    {
        Times();
        Triggers();
        Storage();
        Paths();
    }

    private void Times()
    {
        AtMost("gate.renew", 3, "gate.validity", "two renewals may be missed before readers close");
        AtMost("probes.timeout", 1, "probes.interval", "a probe must be over before the next begins");
        AtMost("probes.interval", 3, "inputs.call_max_age", "a venue that is probed must not look stale between probes");
        long detection = (2 * values.Number("probes.interval")) + values.Number("probes.timeout");
        if (values.Number("probes.interval") <= SecondNs && detection > SecondNs)
        {
            Fail(
                "probes.interval", $"three failed probes take {Durations.Format(detection)} to be seen", "2 × interval + timeout at most 1s",
                "shorten one of the two");
        }

        if (values.Number("probes.interval") > SecondNs)
        {
            Fail(
                "probes.interval", "three failed probes must be seen within a second (SPEC 9)", "2 × interval + timeout at most 1s",
                "shorten the interval");
        }
    }

    private void Triggers()
    {
        Below("triggers.market.volatility_spike.clear_ratio_ppm", "triggers.market.volatility_spike.ratio_ppm");
        Below("triggers.market.execution_anomaly.clear_ratio_ppm", "triggers.market.execution_anomaly.ratio_ppm");
        Below("triggers.asset.settlement_unit_deviation.clear_ppm", "triggers.asset.settlement_unit_deviation.deviation_ppm");
        Below("triggers.market.execution_precision_inversion.clear_ppm", "triggers.market.execution_precision_inversion.share_ppm");
        Below("triggers.market.funding_dislocation.clear_z_ppm", "triggers.market.funding_dislocation.z_ppm");
        Below("triggers.market.cross_venue_basis_shock.gap_ppm", "triggers.market.cross_venue_basis_shock.severe_ppm");
        Below("triggers.venue.abnormal_pricing.clear_ppm", "triggers.venue.abnormal_pricing.distance_ppm");
        Below("triggers.venue.abnormal_pricing.distance_ppm", "triggers.venue.abnormal_pricing.outright_ppm");
        Below("triggers.asset.display_unit_divergence.clear_ppm", "triggers.asset.display_unit_divergence.divergence_ppm");
        Below("triggers.asset.liquidity_compression.share_ppm", "triggers.asset.liquidity_compression.clear_ppm");
        const string Margin = "triggers.internal.margin_buffer_breach.";
        Below(Margin + "ratio_ppm", Margin + "clear_ppm");
        Below(Margin + "critical_ppm", Margin + "ratio_ppm");
        Below(Margin + "containment_ppm", Margin + "critical_ppm");
        foreach (EffectiveSetting setting in values.Effective.Where(e => e.Setting.Path.StartsWith("permissions/", System.StringComparison.Ordinal)))
        {
            (Safety.Mode mode, Safety.GateAction action) = SettingTable.CellOf(setting.Setting);
            Safety.Permission limit = Safety.PermissionMatrix.TableCell(mode, action);
            if (setting.Value.Number > (long)limit)
            {
                string table = setting.Setting.Choices[(int)limit];
                Fail(
                    setting.Path, $"'{setting.Value.Text}' is looser than the table's '{table}' (R-3.1)", $"{table} or stricter",
                    "remove the key, or make the cell stricter");
            }
        }
    }

    private void Storage()
    {
        if (!long.IsPow2(values.Number("engine.inbox_records")))
        {
            Fail("engine.inbox_records", "not a power of two", "1024, 2048, … 1048576", "choose the next power of two");
        }

        long ring = values.Number("engine.ring_records");
        if (ring != 0 && (!long.IsPow2(ring) || ring < LeastRing))
        {
            Fail("engine.ring_records", "no length of a ring", "0, or 64, 128, … 65536", "choose the next power of two, or 0 to offer none");
        }
    }

    private void Paths()
    {
        string[] paths = ["gate.path", "engine.socket", "admin.socket", "node.state_dir"];
        for (int i = 1; i < paths.Length; i++)
        {
            string? other = System.Array.Find(paths[..i], p => values.Text(p) == values.Text(paths[i]));
            if (other is not null)
            {
                Fail(paths[i], $"the path is also that of {other}", "a path of its own", "change one of the two");
            }
        }
    }

    private void AtMost(string small, int times, string large, string reason)
    {
        if (values.Number(small) * times > values.Number(large))
        {
            string product = times == 1 ? small : $"{times} × {small}";
            string have = $"{Durations.Format(values.Number(small) * times)} against {Durations.Format(values.Number(large))}";
            Fail(
                values.PlaceOf(small).Line > 0 ? small : large, $"{product} is more than {large} ({have}): {reason}", $"{product} at most {large}",
                "change one of the two");
        }
    }

    private void Below(string small, string large)
    {
        if (values.Number(small) >= values.Number(large))
        {
            string have = $"{values.Number(small)} against {values.Number(large)}";
            Fail(
                values.PlaceOf(small).Line > 0 ? small : large, $"{small} is not below {large} ({have})",
                "a gap between the two, or the trigger flaps", "change one of the two");
        }
    }

    private void Fail(string path, string problem, string allowed, string remedy)
    {
        if (!errors.Concern(path))
        {
            errors.Add(values.PlaceOf(path), path, problem, allowed, remedy);
        }
    }
}
