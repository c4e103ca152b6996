using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Basisd.Host.Configuration;

/// <summary>
/// Loads the configuration: the main file, then <c>conf.d/*.json</c> beside it in ordinal order of their names, each laid over the former
/// (objects merge, lists replace, the later wins), then defaults for what no file says. It reports everything that is wrong at once and
/// never returns a configuration that is wrong in part.
/// </summary>
public static class ConfigurationLoader
{
    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultPath = "/etc/basisd/basisd.json";

    /// <summary>The directory of drop-ins beside the main file.</summary>
    public const string DropInDirectory = "conf.d";

    /// <summary>Loads a configuration.</summary>
    /// <param name="path">The main file, which then must exist; null: <see cref="DefaultPath"/> where it exists, else the built-in defaults.</param>
    /// <param name="commandLine">Settings given on the command line as a JSON text, which win over every file; empty for none.</param>
    public static ConfigurationResult Load(string? path = null, byte[]? commandLine = null)
    {
        ConfigurationErrors errors = new();
        List<string> files = [];
        ConfigNode? merged = null;
        foreach (string file in Sources(path, errors))
        {
            files.Add(file);
            byte[]? bytes = Bytes(file, errors);
            ConfigNode? root = bytes is null ? null : ConfigFileReader.Read(file, bytes, errors);
            if (root is not null)
            {
                merged = merged is null ? root : merged.MergedWith(root, errors);
            }
        }

        ConfigNode? given = commandLine is { Length: > 0 } ? ConfigFileReader.Read("command line", commandLine, errors) : null;
        if (given is not null)
        {
            merged = merged is null ? given : merged.MergedWith(given, errors);
        }

        return Build(merged, errors, files);
    }

    /// <summary>Builds a configuration from one text, as if it stood in a file.</summary>
    /// <param name="file">Name for errors and origins.</param>
    /// <param name="json">The text.</param>
    public static ConfigurationResult Parse(string file, ReadOnlySpan<byte> json)
    {
        ConfigurationErrors errors = new();
        return Build(ConfigFileReader.Read(file, json, errors), errors, [file]);
    }

    private static ConfigurationResult Build(ConfigNode? merged, ConfigurationErrors errors, List<string> files)
    {
        bool unreadable = errors.Count > 0 && merged is null;
        if (merged?.Find("topology") is null)
        {
            ConfigNode builtIn = BuiltInTopology.Node(errors);
            merged = merged is null ? builtIn : builtIn.MergedWith(merged, errors);
        }

        ConfigurationWalk walk = new(errors);
        walk.Object(SettingTree.Root, merged, "", merged.Place);
        if (unreadable)
        {
            return new ConfigurationResult(null, errors.ToArray(files), files, []);
        }

        NodeConfiguration configuration = ConfigurationMapping.Map(walk.Values, errors);
        return errors.Count > 0
            ? new ConfigurationResult(null, errors.ToArray(files), files, [])
            : new ConfigurationResult(configuration, [], files, ConfigurationMapping.Warnings(configuration).ToArray());
    }

    private static List<string> Sources(string? path, ConfigurationErrors errors)
    {
        List<string> sources = [];
        string main = path ?? DefaultPath;
        if (path is not null || File.Exists(main))
        {
            sources.Add(main);
        }

        string directory = Path.Combine(Path.GetDirectoryName(main) is { Length: > 0 } parent ? parent : ".", DropInDirectory);
        try
        {
            if (Directory.Exists(directory))
            {
                sources.AddRange(Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal));
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            errors.Add(new FilePlace(directory, 0), "", "the directory cannot be read: " + refused.Message, "", "let the daemon's user read it");
        }

        if (sources.Count > SettingLimits.DropIns)
        {
            errors.Add(new FilePlace(directory, 0), "", $"{sources.Count} files", $"at most {SettingLimits.DropIns}", "join some of them");
            sources.Clear();
        }

        return sources;
    }

    private static byte[]? Bytes(string file, ConfigurationErrors errors)
    {
        FilePlace place = new(file, 0);
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] bytes = new byte[SettingLimits.FileBytes + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= SettingLimits.FileBytes)
            {
                return bytes[..length];
            }

            errors.Add(place, "", "the file is larger than 1 MiB", "", "this is not a configuration, or it should be split into conf.d");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(place, "", "the file does not exist", "", "correct the path, or leave it out for the built-in defaults");
        }
        catch (UnauthorizedAccessException)
        {
            string problem = Directory.Exists(file) ? "this is a directory" : "no permission to read the file";
            errors.Add(place, "", problem, "", Directory.Exists(file) ? "name a file" : "let the daemon's user read it (chgrp basisd, chmod 0640)");
        }
        catch (IOException broken)
        {
            errors.Add(place, "", "the file cannot be read: " + broken.Message, "", "see the file system");
        }

        return null;
    }
}
