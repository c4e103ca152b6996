using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace Basisd.Host.Configuration;

/// <summary>All values in force, by path, in table order.</summary>
internal sealed class ConfigurationValues
{
    private readonly Dictionary<string, (EffectiveSetting Setting, FilePlace Place)> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FilePlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The values in table order.</summary>
    public List<EffectiveSetting> Effective { get; } = [];

    /// <summary>Takes a value.</summary>
    public void Add(string path, SettingValue value, FilePlace place, Setting setting)
    {
        EffectiveSetting effective = new(path, value, place.Origin, setting);
        Effective.Add(effective);
        _byPath.Add(path, (effective, place));
    }

    /// <summary>Takes the length of an array.</summary>
    public void SetCount(string path, int count) => _counts[path] = count;

    /// <summary>Remembers where an object or an array begins.</summary>
    public void SetPlace(string path, FilePlace place) => _places[path] = place;

    /// <summary>Length of an array.</summary>
    public int Count(string path) => _counts.GetValueOrDefault(path);

    /// <summary>A number: nanoseconds, bytes, ppm, a count, the index of a choice.</summary>
    public long Number(string path) => _byPath[path].Setting.Value.Number;

    /// <summary>A count that fits an int.</summary>
    public int Int(string path) => checked((int)Number(path));

    /// <summary>A flag.</summary>
    public bool Flag(string path) => Number(path) != 0;

    /// <summary>A text.</summary>
    public string Text(string path) => _byPath[path].Setting.Value.Text;

    /// <summary>A text, or null when it is absent.</summary>
    public string? OptionalText(string path) => Text(path) is { Length: > 0 } text ? text : null;

    /// <summary>Where a value was given.</summary>
    public FilePlace PlaceOf(string path) => _byPath.TryGetValue(path, out (EffectiveSetting Setting, FilePlace Place) found)
        ? found.Place : _places.GetValueOrDefault(path, FilePlace.BuiltIn);

    // An expectation names the hash, so the hash cannot cover the expectation.
    private const string Attestation = "attestation.";

    /// <summary>
    /// SHA-256 over <c>path=value</c> lines in table order: the same settings give the same hash, however they were written. What is expected of
    /// binary and configuration is not among them.
    /// </summary>
    public byte[] Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (EffectiveSetting setting in Effective)
        {
            if (setting.Path.StartsWith(Attestation, StringComparison.Ordinal))
            {
                continue;
            }

            hash.AppendData(Encoding.UTF8.GetBytes($"{setting.Path}={setting.Value.Text.Replace("\n", "\\n", StringComparison.Ordinal)}\n"));
        }

        return hash.GetHashAndReset();
    }
}
