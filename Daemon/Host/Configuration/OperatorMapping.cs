using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace Basisd.Host.Configuration;

/// <summary>Builds the operators and checks their keys: a key that cannot verify must be found at start, not on the day of the incident.</summary>
internal static class OperatorMapping
{
    private const string Section = "operators";
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Builds the operators.</summary>
    public static Operator[] Build(ConfigurationValues values, ConfigurationErrors errors)
    {
        List<Operator> operators = [];
        Dictionary<string, string> keys = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < values.Count(Section); i++)
        {
            string at = $"{Section}[{i}]";
            if (errors.Concern(at))
            {
                continue;
            }

            string name = values.Text(at + ".name");
            string[] roles = Roles(values, at);
            if (!names.Add(name))
            {
                errors.Add(
                    values.PlaceOf(at + ".name"), at + ".name", $"the operator '{name}' is named twice", "each person once", "merge the two entries");
            }

            if (roles.Length == 0)
            {
                errors.Add(
                    values.PlaceOf(at + ".name"), at + ".roles", $"the operator '{name}' has no role", "at least one role",
                    "add \"roles\": [\"operations\"]");
            }

            byte[]? key = Key(values.Text(at + ".public_key"), out string problem);
            if (key is null)
            {
                errors.Add(
                    values.PlaceOf(at + ".public_key"), at + ".public_key", problem,
                    "an ECDSA P-256 public key, PEM or base64 of its SubjectPublicKeyInfo",
                    "make a pair with `basisd keygen` and put the public half here");
                continue;
            }

            if (!keys.TryAdd(Convert.ToBase64String(key), name))
            {
                errors.Add(
                    values.PlaceOf(at + ".public_key"), at + ".public_key", $"the key is also that of '{keys[Convert.ToBase64String(key)]}'",
                    "a key of its own for each person (nobody approves twice)", "make another pair");
            }

            operators.Add(new Operator(name, roles, values.Flag(at + ".senior"), key) { Uid = Uid(values, at + ".uid") });
        }

        return [.. operators];
    }

    private static string[] Roles(ConfigurationValues values, string at)
    {
        string[] roles = new string[values.Count(at + ".roles")];
        for (int i = 0; i < roles.Length; i++)
        {
            roles[i] = values.Text($"{at}.roles[{i}]");
        }

        return roles;
    }

    private static uint? Uid(ConfigurationValues values, string path) => values.OptionalText(path) is null ? null : (uint)values.Number(path);

    private static byte[]? Key(string text, out string problem)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            if (text.StartsWith("-----BEGIN", StringComparison.Ordinal))
            {
                key.ImportFromPem(text);
            }
            else
            {
                key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            }

            problem = "the key is not on the curve P-256";
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? key.ExportSubjectPublicKeyInfo() : null;
        }
        catch (Exception refused) when (refused is FormatException or CryptographicException or ArgumentException)
        {
            problem = "the text is not a public key";
            return null;
        }
    }
}
