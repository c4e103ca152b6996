using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Basisd.Host.Bench;

/// <summary>
/// The figures as JSON, there and back: what was measured yesterday is read again to be compared with today, and several runs to be pooled.
/// </summary>
public static class BenchJson
{
    private const int Digits = 4;
    private const int MostFileBytes = 64 * 1024 * 1024;

    /// <summary>Writes everything as one object.</summary>
    public static void Write(Stream to, BenchResult result)
    {
        using Utf8JsonWriter json = new(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("runs", result.Runs);
        json.WriteStartObject("machine");
        foreach ((string name, string value) in result.Machine)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("sections");
        foreach (BenchSection section in result.Sections)
        {
            json.WriteStartObject();
            json.WriteString("name", section.Name);
            json.WriteStartArray("figures");
            foreach (BenchFigure figure in section.Figures)
            {
                Write(json, figure);
            }

            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (string note in section.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(Stream, BenchResult)"/> wrote.</summary>
    /// <exception cref="BenchException">There is no such file, or it is none of these.</exception>
    public static BenchResult Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MostFileBytes)
            {
                throw new BenchException($"{path}: {file.Length} bytes are more than `basisd bench all --json` writes");
            }

            using JsonDocument document = JsonDocument.Parse(file);
            JsonElement root = document.RootElement;
            List<(string, string)> machine = [];
            foreach (JsonProperty fact in root.GetProperty("machine").EnumerateObject())
            {
                machine.Add((fact.Name, fact.Value.GetString() ?? string.Empty));
            }

            return new BenchResult(machine, Each(root.GetProperty("sections"), Section), root.GetProperty("runs").GetInt32());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"{path} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BenchException($"{path} is not what `basisd bench all --json` prints: {e.Message}");
        }
    }

    private static void Write(Utf8JsonWriter json, BenchFigure figure)
    {
        json.WriteStartObject();
        json.WriteString("name", figure.Name);
        json.WriteString("unit", figure.Unit);
        json.WritePropertyName("measured");
        Write(json, figure.Measured);
        if (figure.Floor.Count > 0)
        {
            json.WriteString("floor_name", figure.FloorName);
            json.WritePropertyName("floor");
            Write(json, figure.Floor);
            json.WritePropertyName("ratio");
            Write(json, figure.Ratio);
            json.WriteStartArray("ratio_of_runs");
            foreach (Quantiles run in figure.Runs)
            {
                Write(json, run);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("budgets");
        foreach (Budget budget in figure.Budgets)
        {
            json.WriteStartObject();
            json.WriteString("budget", budget.Text);
            json.WriteBoolean("met", budget.IsMet);
            json.WriteStartArray("values");
            foreach (double value in budget.Values)
            {
                json.WriteNumberValue(Math.Round(value, Digits));
            }

            json.WriteEndArray();
            json.WriteNumber("limit", budget.Limit);
            json.WriteBoolean("is_floor", budget.IsFloor);
            json.WriteBoolean("is_sound", budget.IsSound);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Quantiles values)
    {
        json.WriteStartObject();
        json.WriteNumber("p50", Math.Round(values.P50, Digits));
        json.WriteNumber("p99", Math.Round(values.P99, Digits));
        json.WriteNumber("p99_9", Math.Round(values.P999, Digits));
        json.WriteNumber("samples", values.Count);
        if (values.Histogram is { } histogram)
        {
            // Class k reaches from 2^(k/64) to 2^((k+1)/64) times the scale.
            json.WriteNumber("histogram_scale", histogram.Scale);
            json.WriteStartArray("histogram");
            foreach ((int key, long count) in histogram.Classes)
            {
                json.WriteNumberValue(key);
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static BenchSection Section(JsonElement section) => new(
        Text(section, "name"), Each(section.GetProperty("figures"), Figure), Each(section.GetProperty("notes"), n => n.GetString() ?? string.Empty));

    private static BenchFigure Figure(JsonElement figure)
    {
        Quantiles measured = Values(figure.GetProperty("measured"));
        bool hasFloor = figure.TryGetProperty("floor", out JsonElement floor);
        BenchFigure read = new(
            Text(figure, "name"), Text(figure, "unit"), measured, hasFloor ? Values(floor) : default,
            hasFloor ? Text(figure, "floor_name") : string.Empty, Each(figure.GetProperty("budgets"), Line));
        return hasFloor ? read with { Runs = Each(figure.GetProperty("ratio_of_runs"), Values) } : read;
    }

    private static Budget Line(JsonElement budget) => new(
        Text(budget, "budget"), [.. Each(budget.GetProperty("values"), v => v.GetDouble())], budget.GetProperty("limit").GetDouble(),
        budget.GetProperty("is_floor").GetBoolean(), budget.GetProperty("is_sound").GetBoolean());

    private static Quantiles Values(JsonElement values) => new(
        values.GetProperty("p50").GetDouble(), values.GetProperty("p99").GetDouble(), values.GetProperty("p99_9").GetDouble(),
        values.GetProperty("samples").GetInt32())
    {
        Histogram = values.TryGetProperty("histogram", out JsonElement classes)
            ? Histogram.Of(values.GetProperty("histogram_scale").GetDouble(), Classes(classes)) : null,
    };

    private static List<(int Class, long Count)> Classes(JsonElement flat)
    {
        List<(int, long)> classes = [];
        int key = 0;
        bool isKey = true;
        foreach (JsonElement number in flat.EnumerateArray())
        {
            if (isKey)
            {
                key = number.GetInt32();
            }
            else
            {
                classes.Add((key, number.GetInt64()));
            }

            isKey = !isKey;
        }

        return classes;
    }

    private static List<T> Each<T>(JsonElement array, Func<JsonElement, T> read)
    {
        List<T> all = [];
        foreach (JsonElement element in array.EnumerateArray())
        {
            all.Add(read(element));
        }

        return all;
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? string.Empty;
}
