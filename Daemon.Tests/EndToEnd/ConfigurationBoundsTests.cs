using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Node;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>What the settings table allows, the core takes: a stack trace over a number in a file is a fault of ours.</summary>
public sealed class ConfigurationBoundsTests
{
    [Fact]
    public void Every_bound_of_every_number_is_refused_or_starts_a_node()
    {
        List<string> faults = [];
        int started = 0;
        foreach (Setting setting in SettingTable.All.Where(s => !s.Path.Contains("[]", StringComparison.Ordinal)))
        {
            foreach (string value in Bounds(setting))
            {
                foreach (int scale in (int[])[1, 3600])
                {
                    started += Start(setting, value, scale, faults) ? 1 : 0;
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(started > SettingTable.All.Count, $"only {started} bounds were taken");
    }

    private static bool Start(Setting setting, string value, int scale, List<string> faults)
    {
        string own = setting.Path == "clock/time_scale" ? "" : $",\"clock\":{{\"time_scale\":{scale}}}";
        string json = setting.Path.Split('/').Reverse().Aggregate(value, (inner, key) => $"{{\"{key}\":{inner}}}");
        ConfigurationResult result = ConfigurationLoader.Parse("bounds.json", Encoding.UTF8.GetBytes(json[..^1] + own + "}"));
        if (result.Configuration is null)
        {
            return false;
        }

        try
        {
            _ = new NodeCore(result.Configuration.Topology, CoreSettingsMapping.Of(result.Configuration));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            faults.Add($"{setting.DisplayPath} = {value} at time scale {scale}: {e.Message}");
            return false;
        }
    }

    private static IEnumerable<string> Bounds(Setting setting) => setting.Kind switch
    {
        SettingKind.Duration => [$"\"{Durations.Format(setting.Min)}\"", $"\"{Durations.Format(setting.Max)}\""],
        SettingKind.Bytes => [$"\"{ByteSizes.Format(setting.Min)}\"", $"\"{ByteSizes.Format(setting.Max)}\""],
        SettingKind.Count or SettingKind.Ppm => [$"{setting.Min}", $"{setting.Max}"],
        SettingKind.Flag => ["true", "false"],
        SettingKind.Choice => setting.Choices.Select(c => $"\"{c}\""),
        _ => [],
    };
}
