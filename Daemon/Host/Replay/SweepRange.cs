using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Basisd.Host.Configuration;

namespace Basisd.Host.Replay;

/// <summary>A setting and the values that a sweep gives it, as <c>trigger.key=FROM..TO/STEPS</c> or <c>trigger.key=A,B,C</c>.</summary>
/// <param name="Setting">The setting; its text is the whole range.</param>
/// <param name="Values">The values as a file would have them, ascending, each once.</param>
public sealed record SweepRange(SettingChange Setting, IReadOnlyList<string> Values)
{
    /// <summary>Most values of a sweep: each plays the whole history.</summary>
    public const int MaxSteps = 64;

    private const string Shapes = "FROM..TO/STEPS or A,B,C";

    /// <summary>Reads a range.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong and how to mend it.</param>
    /// <returns>The range, or null.</returns>
    public static SweepRange? Parse(string text, out string? problem)
    {
        SettingChange? setting = SettingChange.Parse(text, out problem);
        if (setting is null)
        {
            return null;
        }

        if (setting.Row is null)
        {
            // The loader knows what is near; it is asked with the first word.
            return new SweepRange(setting, [setting.Text.Split(',', '.')[0]]);
        }

        bool isTime = setting.Row.Kind == SettingKind.Duration;
        if (!isTime && setting.Row.Kind is not (SettingKind.Count or SettingKind.Ppm))
        {
            problem = $"{setting.Name} is {setting.Row.Allowed}: there is nothing to sweep; try it with --what-if";
            return null;
        }

        List<long> numbers = [];
        int dots = setting.Text.IndexOf("..", StringComparison.Ordinal);
        problem = dots < 0 ? List(setting.Text, isTime, numbers) : Range(setting.Text, dots, isTime, numbers);
        return problem is null ? new SweepRange(setting, [.. numbers.Distinct().Order().Select(n => TextOf(n, isTime))]) : null;
    }

    /// <summary>The number behind a value.</summary>
    public static long NumberOf(string value) => TryNumber(value, isTime: !char.IsAsciiDigit(value[^1]), out long number)
        ? number : throw new ArgumentException(value, nameof(value));

    /// <summary>The same range with one more value, in its place.</summary>
    public SweepRange Including(string value) => Values.Contains(value, StringComparer.Ordinal)
        ? this : this with { Values = [.. Values.Append(value).OrderBy(NumberOf)] };

    private static string TextOf(long number, bool isTime) => isTime ? Durations.Format(number) : number.ToString(CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, bool isTime, out long number) => isTime
        ? Durations.TryParse(text, out number) : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string NotANumber(string text, bool isTime) =>
        $"'{text}' is not a {(isTime ? "duration like 30s" : "whole number")}; write {Shapes}";

    private static string? List(string text, bool isTime, List<long> numbers)
    {
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryNumber(part, isTime, out long number))
            {
                return NotANumber(part, isTime);
            }

            numbers.Add(number);
        }

        return numbers.Count > MaxSteps ? $"{numbers.Count} values are more than {MaxSteps}" : null;
    }

    private static string? Range(string text, int dots, bool isTime, List<long> numbers)
    {
        string rest = text[(dots + 2)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return $"'{text}' does not say how many values; write {Shapes}";
        }

        string[] ends = [text[..dots].Trim(), rest[..slash].Trim()];
        if (!TryNumber(ends[0], isTime, out long from) || !TryNumber(ends[1], isTime, out long to))
        {
            return NotANumber(TryNumber(ends[0], isTime, out _) ? ends[1] : ends[0], isTime);
        }

        if (!int.TryParse(rest[(slash + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int steps) || steps is < 2 or > MaxSteps)
        {
            return $"'{rest[(slash + 1)..]}' is not a number of values from 2 to {MaxSteps}";
        }

        if (from >= to)
        {
            return $"{ends[0]} is not below {ends[1]}";
        }

        for (int i = 0; i < steps; i++)
        {
            numbers.Add(from + (long)((Int128)(to - from) * i / (steps - 1)));
        }

        return null;
    }
}
