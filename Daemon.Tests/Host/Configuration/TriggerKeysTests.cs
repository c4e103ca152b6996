using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Host.Configuration;

/// <summary>The table of settings and the records of the evaluators say the same, and no key of the table is without effect.</summary>
public sealed class TriggerKeysTests
{
    [Fact]
    public void No_configuration_at_all_maps_to_the_defaults_of_the_evaluators()
    {
        CoreSettings mapped = CoreSettingsMapping.Of(Load("{}")!);
        CoreSettings defaults = new();
        IEnumerable<string> drifted = typeof(TriggerSettings).GetProperties()
            .Where(p => $"{p.GetValue(defaults.Triggers)}" != $"{p.GetValue(mapped.Triggers)}")
            .Select(p => $"{p.Name}: the records say {p.GetValue(defaults.Triggers)}, the table {p.GetValue(mapped.Triggers)}");
        Assert.True(!drifted.Any(), string.Join('\n', drifted));
        Assert.Equal(new TriggerSettings(), mapped.Triggers);
        Assert.Equal(
            (defaults.CallMaxAgeNs, defaults.StageDwellNs, defaults.RequiredSignatures),
            (mapped.CallMaxAgeNs, mapped.StageDwellNs, mapped.RequiredSignatures));
    }

    public static TheoryData<string> Keys() => new(TriggerTable.Rows().Select(r => r.Path));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Another_legal_value_changes_what_the_evaluator_is_told(string path)
    {
        Setting row = TriggerTable.Rows().Single(r => r.Path == path);
        string[] keys = path.Split('/');
        int legal = 0;
        foreach (string value in Others(row))
        {
            NodeConfiguration? configuration = Load($$"""{ "triggers": { "{{keys[1]}}": { "{{keys[2]}}": {{value}} } } }""");
            if (configuration is null || TriggerSettingsCheck.FirstFault(TriggerMapping.Of(configuration)) is not null)
            {
                continue;
            }

            legal++;
            Assert.NotEqual(new TriggerSettings(), TriggerMapping.Of(configuration));
        }

        Assert.True(legal > 0, $"no other value of {path} is legal: {string.Join(", ", Others(row))}");
    }

    [Fact]
    public void Every_trigger_of_the_catalogue_can_be_switched_off_and_shadowed()
    {
        for (TriggerId trigger = TriggerId.VolatilitySpike; trigger <= TriggerId.ExecutionIntegrity; trigger++)
        {
            string name = TriggerNames.NameOf(trigger);
            NodeConfiguration off = Load($$"""{ "triggers": { "{{name}}": { "enabled": false, "shadow": true } } }""")!;
            TriggerPolicy policy = TriggerMapping.Of(off).PolicyOf(trigger);
            Assert.Equal((name, false, true), (name, policy.Enabled, policy.Shadow));
        }
    }

    private static IEnumerable<string> Others(Setting row)
    {
        if (row.Kind == SettingKind.Flag)
        {
            return [row.Default == "true" ? "false" : "true"];
        }

        long value = row.Kind == SettingKind.Duration ? Durations.TryParse(row.Default!, out long ns) ? ns : 0 : long.Parse(row.Default!, null);
        long step = row.Kind == SettingKind.Duration ? FixedPoint.Second : 1;
        return new[] { value + step, value - step, row.Min, row.Max }.Where(v => v >= row.Min && v <= row.Max && v != value)
            .Select(v => row.Kind == SettingKind.Duration ? $"\"{Durations.Format(v)}\"" : $"{v}").Distinct(StringComparer.Ordinal);
    }

    private static NodeConfiguration? Load(string json) => ConfigurationLoader.Parse("test.json", Encoding.UTF8.GetBytes(json)).Configuration;
}
