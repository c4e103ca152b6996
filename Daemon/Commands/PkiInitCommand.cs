using System;
using System.CommandLine;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using Basisd.Peers.Certificates;

namespace Basisd.Commands;

/// <summary><c>basisd pki init</c>: the CA of a cluster.</summary>
public static class PkiInitCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string> cluster = new("--cluster")
        {
            Description = "id of the cluster, as in cluster.id of the configuration: " + PeerName.Rule,
            HelpName = "ID",
            Required = true,
        };
        Option<DirectoryInfo> directory = PkiCommand.Directory("where the CA goes: ca.crt, and ca.key, which stays there and goes to no node");
        Option<bool> force = PkiCommand.Force();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "init",
            "make the CA of a cluster (ECDSA P-256, ten years, signs nodes alone). Whoever has ca.key can make a node: keep it where no node runs.")
        {
            cluster, directory, force, json,
        };
        command.SetAction(parsed => Run(
            parsed, parsed.GetValue(cluster)!, parsed.GetValue(directory)!.ToString(), parsed.GetValue(force), parsed.GetValue(json)));
        return command.WithExamples(
            "basisd pki init --cluster desk --dir ca", "basisd pki node a --dir ca --address 10.0.0.1  # then, for each node");
    }

    private static int Run(ParseResult parsed, string cluster, string directory, bool force, bool json)
    {
        if (!PeerName.IsValid(cluster))
        {
            return PkiCommand.Refuse(parsed, $"--cluster {cluster}: a cluster's id is {PeerName.Rule}");
        }

        using CertificateAuthority authority = CertificateAuthority.Create(cluster, TimeProvider.System.GetUtcNow());
        X509Certificate2 certificate = authority.Certificate;
        PkiFile key = new(Path.Combine(directory, PkiCommand.AuthorityKeyFile), CertificateAuthority.KeyPem(certificate), IsSecret: true);
        PkiFile shown = new(Path.Combine(directory, PkiCommand.AuthorityFile), CertificateAuthority.Pem(certificate), IsSecret: false);
        string problem = PkiFile.Write(directory, force, key, shown);
        if (problem.Length > 0)
        {
            return PkiCommand.Refuse(parsed, problem);
        }

        if (json)
        {
            JsonText.Print(parsed.InvocationConfiguration.Output, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("cluster", cluster);
                writer.WriteString("certificate", shown.Path);
                writer.WriteString("key", key.Path);
                writer.WriteString("valid_until", PkiShowCommand.Utc(certificate.NotAfter));
                writer.WriteEndObject();
            });
            return ExitCode.Ok;
        }

        parsed.InvocationConfiguration.Output.WriteLine(
            $"{shown.Path}: the CA of {cluster}, valid until {PkiShowCommand.Utc(certificate.NotAfter)}\n"
            + $"{key.Path}: its key; it stays here\n"
            + $"next: basisd pki node NAME --dir {directory} --address IP, for each node");
        return ExitCode.Ok;
    }
}
