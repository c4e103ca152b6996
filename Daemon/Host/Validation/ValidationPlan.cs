using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Host.Configuration;

namespace Basisd.Host.Validation;

/// <summary>
/// The episodes that the default thresholds are held against, in their order, and what is to be said about the outcome. Read from JSON with
/// comments; a key that it does not know is an error, so that nothing which a plan says is passed over.
/// </summary>
/// <param name="Episodes">The episodes.</param>
/// <param name="Remarks">Sentences about the whole, for the document.</param>
public sealed record ValidationPlan(IReadOnlyList<Episode> Episodes, IReadOnlyList<string> Remarks)
{
    /// <summary>Most episodes of a plan.</summary>
    public const int MaxEpisodes = 64;

    private const int MaxBytes = 1 << 20;

    /// <summary>Loads a plan.</summary>
    /// <param name="file">The file.</param>
    /// <param name="errors">Everything that is wrong, as lines <c>FILE:LINE: path: problem; allowed; remedy</c>.</param>
    /// <returns>The plan, or null.</returns>
    public static ValidationPlan? Load(string file, out IReadOnlyList<string> errors)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxBytes })
            {
                errors = [$"{file}: the file is larger than 1 MiB; this is not a plan"];
                return null;
            }

            return Parse(file, File.ReadAllBytes(file), out errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors = [$"{file}: cannot be read: {e.Message}"];
            return null;
        }
    }

    /// <summary>Reads a plan's text.</summary>
    /// <param name="file">Name for errors.</param>
    /// <param name="json">The text.</param>
    /// <param name="errors">Everything that is wrong.</param>
    /// <returns>The plan, or null.</returns>
    public static ValidationPlan? Parse(string file, ReadOnlySpan<byte> json, out IReadOnlyList<string> errors)
    {
        ConfigurationErrors found = new();
        ConfigNode? root = ConfigFileReader.Read(file, json, found);
        ValidationPlan? plan = root is null ? null : new PlanReader(found).Plan(root);
        errors = Array.ConvertAll(found.ToArray([file]), e => e.ToString());
        return errors.Count == 0 ? plan : null;
    }
}
