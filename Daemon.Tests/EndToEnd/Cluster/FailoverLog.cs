using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>Measured runs as lines of JSON: each run adds one, so that what was measured stays when a later run fails.</summary>
internal sealed class FailoverLog(string path)
{
    private readonly Lock _lock = new();

    /// <summary>Adds a run.</summary>
    /// <param name="system">What was measured.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="values">Figures in ms by name; those that are no number are left out.</param>
    public void Add(string system, string fault, params IEnumerable<(string Name, double Value)> values)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("system", system);
            json.WriteString("fault", fault);
            foreach ((string name, double value) in values)
            {
                if (!double.IsNaN(value))
                {
                    json.WriteNumber(name, Math.Round(value, 3));
                }
            }

            json.WriteEndObject();
        }

        lock (_lock)
        {
            File.AppendAllText(path, System.Text.Encoding.UTF8.GetString(bytes.ToArray()) + "\n");
        }
    }

    /// <summary>All runs: values by system, fault and name.</summary>
    public static List<(string System, string Fault, Dictionary<string, double> Values)> Read(string path)
    {
        List<(string, string, Dictionary<string, double>)> runs = [];
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            Dictionary<string, double> values = new(StringComparer.Ordinal);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Number)
                {
                    values[property.Name] = property.Value.GetDouble();
                }
            }

            runs.Add((json.RootElement.GetProperty("system").GetString()!, json.RootElement.GetProperty("fault").GetString()!, values));
        }

        return runs;
    }
}
