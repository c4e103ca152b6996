using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basisd.Peers.Certificates;

namespace Basisd.Commands;

/// <summary><c>basisd pki node</c>: the certificate of one node, signed by the cluster's CA.</summary>
public static class PkiNodeCommand
{
    private const int MaxDays = CertificateAuthority.AuthorityDays;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "name of the node, as in the configuration: " + PeerName.Rule };
        Option<DirectoryInfo> directory = PkiCommand.Directory("where `basisd pki init` put the CA");
        Option<string[]> addresses = new("--address", "-a")
        {
            Description = "IP address or host name of the node, once for each; etcd looks at them, basisd does not",
            HelpName = "IP",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> days = new("--days")
        {
            Description = "days for which it is valid, never beyond the CA",
            HelpName = "N",
            DefaultValueFactory = _ => CertificateAuthority.NodeDays,
        };
        Option<DirectoryInfo?> output = new("--out", "-o")
        {
            Description = "directory for node.crt, node.key and ca.crt (default: NAME below the CA's directory)",
            HelpName = "DIR",
        };
        Option<bool> force = PkiCommand.Force();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "node",
            "make the certificate of one node: node.crt, node.key and ca.crt in a directory of their own, which goes to the node as it is. With "
            + "--force it renews one: a running node takes the new files by itself.")
        {
            name, directory, addresses, days, output, force, json,
        };
        command.SetAction(parsed =>
        {
            string node = parsed.GetValue(name)!;
            string ca = parsed.GetValue(directory)!.ToString();
            string[] known = parsed.GetValue(addresses) ?? [];
            string problem = Problem(node, known, parsed.GetValue(days));
            if (problem.Length > 0)
            {
                return PkiCommand.Refuse(parsed, problem);
            }

            string to = parsed.GetValue(output)?.ToString() ?? Path.Combine(ca, node);
            return Sign(parsed, node, ca, to, known, parsed.GetValue(days), parsed.GetValue(force), parsed.GetValue(json));
        });
        return command.WithExamples(
            "basisd pki node a --dir ca --address 10.0.0.1 --address a.desk.example",
            "basisd pki node a --dir ca --address 10.0.0.1 --force  # renews it");
    }

    private static string Problem(string node, string[] addresses, int days)
    {
        string? wrong = addresses.FirstOrDefault(a => !IPAddress.TryParse(a, out _) && Uri.CheckHostName(a) != UriHostNameType.Dns);
        return !PeerName.IsValid(node) ? $"{node}: a node's name is {PeerName.Rule}"
            : wrong is not null ? $"--address {wrong}: neither an IP address nor a host name"
            : days is < 1 or > MaxDays ? $"--days {days}: 1 to {MaxDays}"
            : "";
    }

    private static CertificateAuthority? Open(string directory, out string problem)
    {
        string certificate = Path.Combine(directory, PkiCommand.AuthorityFile);
        string key = Path.Combine(directory, PkiCommand.AuthorityKeyFile);
        try
        {
            X509Certificate2 both = X509Certificate2.CreateFromPemFile(certificate, key);
            problem = "";
            return new CertificateAuthority(both);
        }
        catch (Exception bad) when (bad is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"{certificate} and {key} are no CA with its key: {bad.Message.TrimEnd('.')}; "
                + $"`basisd pki init --cluster ID --dir {directory}` makes one";
            return null;
        }
    }

    private static int Sign(
        ParseResult parsed, string node, string directory, string to, string[] addresses, int days, bool force, bool json)
    {
        using CertificateAuthority? authority = Open(directory, out string problem);
        if (authority is null)
        {
            return PkiCommand.Refuse(parsed, problem);
        }

        if (PeerName.Of(authority.Certificate) is not { Node.Length: 0 } cluster)
        {
            return PkiCommand.Refuse(
                parsed, $"{directory}: the CA names no cluster ({PeerName.Scheme}ID/ among its alternative names); "
                    + "`basisd pki init` makes one that does");
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        if (now.UtcDateTime > authority.Certificate.NotAfter.ToUniversalTime())
        {
            return PkiCommand.Refuse(parsed, $"{directory}: the CA expired at {PkiShowCommand.Utc(authority.Certificate.NotAfter)}; make a new one");
        }

        using X509Certificate2 signed = authority.Sign(cluster with { Node = node }, addresses, days, now);
        CredentialFiles files = CredentialFiles.In(to);

        // The key goes first: a node that looks in between finds that they do not belong together, and keeps what it has.
        problem = PkiFile.Write(
            to,
            force,
            new PkiFile(files.Key, CertificateAuthority.KeyPem(signed), IsSecret: true),
            new PkiFile(files.Certificate, CertificateAuthority.Pem(signed), IsSecret: false),
            new PkiFile(files.Authority, CertificateAuthority.Pem(authority.Certificate), IsSecret: false));
        if (problem.Length > 0)
        {
            return PkiCommand.Refuse(parsed, problem);
        }

        Print(parsed, PeerName.Of(signed)!, files, signed, json);
        return ExitCode.Ok;
    }

    private static void Print(ParseResult parsed, PeerName name, CredentialFiles files, X509Certificate2 signed, bool json)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (!json)
        {
            output.WriteLine(
                $"{files.Certificate}: {name}, valid until {PkiShowCommand.Utc(signed.NotAfter)}\n"
                + $"{files.Key}: its key, for its owner alone\n{files.Authority}: the CA");
            return;
        }

        JsonText.Print(output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("cluster", name.Cluster);
            writer.WriteString("node", name.Node);
            writer.WriteString("certificate", files.Certificate);
            writer.WriteString("key", files.Key);
            writer.WriteString("ca", files.Authority);
            writer.WriteString("valid_until", PkiShowCommand.Utc(signed.NotAfter));
            writer.WriteEndObject();
        });
    }
}
