using System;
using System.IO;
using System.Text;
using Basisd.Host.Configuration;

namespace Basisd.Host.Webhook;

/// <summary>
/// Loads the secret that notices are signed with: one line of printable characters that others cannot read. Must never put it, or a part of it, into
/// a message.
/// </summary>
internal static class WebhookSecret
{
    /// <summary>Name of the credential that systemd may hand over instead of a file of the configuration's; the unit names it too.</summary>
    public const string Credential = "webhook_secret";

    /// <summary>Shortest secret, in bytes; `openssl rand -hex 32` makes one of 64.</summary>
    public const int MinBytes = 32;

    /// <summary>Longest secret, in bytes.</summary>
    public const int MaxBytes = 4_096;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>Loads the secret that the configuration or systemd names.</summary>
    /// <param name="settings">The webhook; null for none.</param>
    /// <param name="credentials">Directory of the credentials that systemd handed over; null or empty for none.</param>
    /// <param name="problem">Why a webhook cannot be used, and how to mend it; empty where it can, or where there is none.</param>
    /// <returns>The secret, or null.</returns>
    public static byte[]? Load(WebhookSettings? settings, string? credentials, out string problem)
    {
        problem = "";
        if (settings is null)
        {
            return null;
        }

        string? path = settings.SecretFile;
        if (path is null && credentials is { Length: > 0 })
        {
            string given = Path.Combine(credentials, Credential);
            path = File.Exists(given) ? given : null;
        }

        if (path is null)
        {
            problem = $"webhook.url is set and there is no secret to sign with: name a file in webhook.secret_file, for example made by "
                + $"`umask 077; openssl rand -hex 32 > FILE`, or hand over the systemd credential {Credential}";
            return null;
        }

        byte[]? secret = Read(path, out problem);
        string source = settings.SecretFile is null ? $"the systemd credential {Credential}" : "webhook.secret_file";
        problem = problem.Length > 0 ? $"{source}: {problem}" : problem;
        return secret;
    }

    private static byte[]? Read(string path, out string problem)
    {
        byte[] bytes = new byte[MaxBytes + 3];
        int length;
        try
        {
            if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                problem = $"{path} can be read by others or changed by its group: a signature would prove nothing; `chmod 0600 {path}`";
                return null;
            }

            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }

        string secret = Encoding.Latin1.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        bool fits = secret.Length is >= MinBytes and <= MaxBytes && !secret.AsSpan().ContainsAnyExceptInRange('!', '~');
        problem = fits ? "" : $"{path} must hold one line of {MinBytes} to {MaxBytes} printable characters without spaces: the secret alone";
        return fits ? Encoding.ASCII.GetBytes(secret) : null;
    }
}
