using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Basisd.Host.Configuration;

/// <summary>
/// Turns the bytes of one file into nodes that know their lines. Comments and trailing commas are allowed; a key that is given twice in one
/// object is an error, because one of the two would be lost without a word.
/// </summary>
internal static class ConfigFileReader
{
    /// <summary>Reads a file's bytes.</summary>
    /// <returns>The root object, or null when the bytes are not JSON or not an object; the errors say why.</returns>
    public static ConfigNode? Read(string file, ReadOnlySpan<byte> bytes, ConfigurationErrors errors)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        Utf8JsonReader reader = new(bytes, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = SettingLimits.Depth,
        });
        Cursor cursor = new(file);
        try
        {
            reader.Read();
            ConfigNode root = Value(ref reader, bytes, cursor, errors, "");
            while (reader.Read())
            {
                // Only comments may follow; anything else throws.
            }

            if (root.Kind == ConfigNodeKind.Object)
            {
                return root;
            }

            errors.Add(root.Place, "", "the file holds " + NameOf(root.Kind), "an object", "put the settings between { and }");
        }
        catch (JsonException broken)
        {
            FilePlace place = new(file, (int)(broken.LineNumber ?? 0) + 1);
            errors.Add(
                place, "", "not valid JSON: " + Plain(broken.Message), "", "mend the file at this place", (int)(broken.BytePositionInLine ?? 0) + 1);
        }
        catch (InvalidOperationException)
        {
            // A string with a lone surrogate or broken UTF-8 passes the tokenizer and fails when it is turned into text.
            errors.Add(cursor.At(bytes, reader.TokenStartIndex), "", "not valid JSON: a text that is not Unicode", "UTF-8", "save the file as UTF-8");
        }

        return null;
    }

    /// <summary>A kind as an error names it.</summary>
    public static string NameOf(ConfigNodeKind kind) => kind switch
    {
        ConfigNodeKind.Object => "an object",
        ConfigNodeKind.Array => "an array",
        ConfigNodeKind.Text => "a text",
        ConfigNodeKind.Number => "a number",
        ConfigNodeKind.Flag => "true or false",
        _ => "null",
    };

    private static ConfigNode Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, Cursor cursor, ConfigurationErrors errors, string path)
    {
        FilePlace place = cursor.At(bytes, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ObjectValue(ref reader, bytes, cursor, errors, path, place);
            case JsonTokenType.StartArray:
                ConfigNode array = new(ConfigNodeKind.Array, place);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Items.Add(Value(ref reader, bytes, cursor, errors, $"{path}[{array.Items.Count}]"));
                }

                return array;
            case JsonTokenType.String:
                return new ConfigNode(ConfigNodeKind.Text, place, reader.GetString()!);
            case JsonTokenType.Number:
                return new ConfigNode(ConfigNodeKind.Number, place, Encoding.ASCII.GetString(reader.ValueSpan));
            case JsonTokenType.True or JsonTokenType.False:
                return new ConfigNode(ConfigNodeKind.Flag, place, reader.TokenType == JsonTokenType.True ? "true" : "false");
            default:
                return new ConfigNode(ConfigNodeKind.Null, place);
        }
    }

    private static ConfigNode ObjectValue(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, Cursor cursor, ConfigurationErrors errors, string path, FilePlace place)
    {
        ConfigNode node = new(ConfigNodeKind.Object, place);
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            FilePlace keyPlace = cursor.At(bytes, reader.TokenStartIndex);
            string keyPath = path.Length == 0 ? key : $"{path}.{key}";
            reader.Read();
            ConfigNode value = Value(ref reader, bytes, cursor, errors, keyPath);
            if (lines.TryAdd(key, keyPlace.Line))
            {
                node.Members.Add(new ConfigMember(key, keyPlace, value));
            }
            else
            {
                errors.Add(keyPlace, keyPath, $"the key is given twice, first on line {lines[key]}", "each key once", "remove one of the two");
            }
        }

        return node;
    }

    private static string Plain(string message)
    {
        // The reader's message ends with its own position, which this error already carries.
        int tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (tail < 0 ? message : message[..tail]).TrimEnd('.', ' ');
    }

    /// <summary>Counts lines as the reader advances.</summary>
    private sealed class Cursor(string file)
    {
        private int _line = 1;
        private int _offset;

        public FilePlace At(ReadOnlySpan<byte> bytes, long index)
        {
            int upTo = (int)index;
            if (upTo > _offset)
            {
                _line += bytes[_offset..upTo].Count((byte)'\n');
                _offset = upTo;
            }

            return new FilePlace(file, _line);
        }
    }
}
