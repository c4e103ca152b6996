using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basisd.Peers.Certificates;

namespace Basisd.Commands;

/// <summary><c>basisd pki show</c>: what certificates say, and whether they hold.</summary>
public static class PkiShowCommand
{
    private const string Valid = "valid";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<FileInfo?> file = new("FILE")
        {
            Description = "a certificate; the ca.crt beside it, or else above it, says whether it is the cluster's",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<DirectoryInfo?> directory = new("--dir", "-d")
        {
            Description = "the CA's directory: shows the CA and every node below it",
            HelpName = "DIR",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("show", "show certificates: for whom, until when, and whether they hold. Exits with 1 when one does not.")
        {
            file, directory, json,
        };
        command.SetAction(parsed =>
        {
            string? one = parsed.GetValue(file)?.ToString();
            string? all = parsed.GetValue(directory)?.ToString();
            if ((one is null) == (all is null))
            {
                return PkiCommand.Refuse(parsed, "name one certificate, or the CA's directory with --dir");
            }

            return Show(parsed, one is not null ? [one] : Files(all!), all, parsed.GetValue(json));
        });
        return command.WithExamples("basisd pki show ca/a/node.crt", "basisd pki show --dir ca --json");
    }

    /// <summary>A time as these verbs print it.</summary>
    internal static string Utc(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static string[] Files(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        IEnumerable<string> places = Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Prepend(directory);
        return [.. places.Select(d => Path.Combine(d, CredentialFiles.CertificateName)).Prepend(Path.Combine(directory, PkiCommand.AuthorityFile))
            .Where(File.Exists)];
    }

    private static int Show(ParseResult parsed, string[] paths, string? directory, bool json)
    {
        List<Entry> entries = [];
        foreach (string path in paths)
        {
            Entry? entry = Read(path, out string problem);
            if (entry is null)
            {
                return PkiCommand.Refuse(parsed, problem);
            }

            entries.Add(entry);
        }

        if (entries.Count == 0)
        {
            return PkiCommand.Refuse(parsed, $"{directory} holds no certificate; `basisd pki init --cluster ID --dir {directory}` makes a CA there");
        }

        if (json)
        {
            PrintJson(parsed, entries);
        }
        else
        {
            PrintTable(parsed.InvocationConfiguration.Output, entries);
        }

        return entries.TrueForAll(e => e.State == Valid) ? ExitCode.Ok : ExitCode.No;
    }

    private static Entry? Read(string path, out string problem)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(File.ReadAllBytes(path));
            PeerName? name = PeerName.Of(certificate);
            bool isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority);
            X509Certificate2Collection roots = Roots(path);
            problem = "";
            string state = isAuthority ? TimeState(certificate)
                : roots.Count == 0 ? "no ca.crt beside it or above it says whether it is a cluster's"
                : State(certificate, roots, name);
            return new Entry(
                path, isAuthority, name, Utc(certificate.NotBefore), Utc(certificate.NotAfter), PeerName.Addresses(certificate),
                Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)), state);
        }
        catch (Exception bad) when (bad is CryptographicException or IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read as a certificate: {bad.Message.TrimEnd('.')}";
            return null;
        }
    }

    private static X509Certificate2Collection Roots(string path)
    {
        X509Certificate2Collection roots = [];
        string beside = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string? found = new[] { beside, Path.GetDirectoryName(beside) }.OfType<string>()
            .Select(d => Path.Combine(d, PkiCommand.AuthorityFile)).FirstOrDefault(File.Exists);
        if (found is not null)
        {
            roots.ImportFromPemFile(found);
        }

        return roots;
    }

    private static string State(X509Certificate2 certificate, X509Certificate2Collection roots, PeerName? name)
    {
        foreach (string usage in (string[])[PeerCheck.ServerUsage, PeerCheck.ClientUsage])
        {
            if (PeerCheck.Examine(certificate, roots, usage, name?.Cluster ?? "", [name?.Node ?? ""], out _, out string text) != PeerRefusal.None)
            {
                return text;
            }
        }

        return Valid;
    }

    private static string TimeState(X509Certificate2 certificate)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() > now ? "not yet valid" : certificate.NotAfter.ToUniversalTime() < now ? "expired" : Valid;
    }

    private static void PrintTable(TextWriter output, List<Entry> entries)
    {
        int width = Math.Max("file".Length, entries.Max(e => e.Path.Length));
        int names = Math.Max("name".Length, entries.Max(e => e.Who.Length));
        output.WriteLine($"{"file".PadRight(width)}  {"name".PadRight(names)}  {"valid until",-20}  state  addresses");
        foreach (Entry entry in entries)
        {
            string addresses = string.Join(' ', entry.Addresses);
            output.WriteLine(
                $"{entry.Path.PadRight(width)}  {entry.Who.PadRight(names)}  {entry.Until,-20}  {entry.State}  {addresses}".TrimEnd());
        }
    }

    private static void PrintJson(ParseResult parsed, List<Entry> entries) => JsonText.Print(parsed.InvocationConfiguration.Output, writer =>
    {
        writer.WriteStartArray();
        foreach (Entry entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("file", entry.Path);
            writer.WriteBoolean("ca", entry.IsAuthority);
            writer.WriteString("cluster", entry.Name?.Cluster);
            writer.WriteString("node", entry.Name?.Node is { Length: > 0 } node ? node : null);
            writer.WriteString("valid_from", entry.From);
            writer.WriteString("valid_until", entry.Until);
            writer.WriteStartArray("addresses");
            foreach (string address in entry.Addresses)
            {
                writer.WriteStringValue(address);
            }

            writer.WriteEndArray();
            writer.WriteString("sha256", entry.Hash);
            writer.WriteBoolean("valid", entry.State == Valid);
            writer.WriteString("state", entry.State);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private sealed record Entry(
        string Path, bool IsAuthority, PeerName? Name, string From, string Until, string[] Addresses, string Hash, string State)
    {
        public string Who => Name?.ToString() ?? "no node";
    }
}
