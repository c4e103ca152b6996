using System;
using System.CommandLine;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd approve</c>: makes the approval text from a plan, shows it, and signs it with the operator's key. Needs neither daemon nor
/// network, so that keys can stay on a machine that has none; it never asks for a key in any other way than as a file.
/// </summary>
public static class ApproveCommand
{
    private const int MaxPlanBytes = 4 * 1024 * 1024;
    private const int MaxKeyBytes = 16 * 1024;
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string Teaching =
        "sign the resumption, or with --act contain the containment, that a plan describes. Take the plan from the node (`basisd resume plan "
        + "--json > plan.json`, `basisd contain plan --json`), sign where your key is, and hand the approval in (`basisd resume submit`, "
        + "`basisd contain submit`). With openssl instead: leave out --key, then `openssl dgst -sha256 -sign KEY -out sig APPROVAL` and "
        + "`echo \"signature: $(base64 -w0 sig)\" >> APPROVAL`.";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string> plan = new("--plan", "-p")
        {
            Description = "output of `basisd resume plan --json` or `basisd contain plan --json`, or - for standard input",
            HelpName = "FILE",
            Required = true,
        };
        Option<string> act = new("--act")
        {
            Description = "what is signed: the resumption, or the containment of exposure in a frozen DMM",
            HelpName = "ACT",
            DefaultValueFactory = _ => PlanToSign.Resume,
        };
        act.AcceptOnlyFromAmong(PlanToSign.Resume, PlanToSign.Contain);
        Option<string> signer = new("--signer", "-s") { Description = "your name, as operators[] has it", HelpName = "NAME", Required = true };
        Option<string?> key = new("--key", "-k") { Description = "your private key, PEM; without it the text stays unsigned", HelpName = "FILE" };
        Option<string?> rca = new("--rca") { Description = "root cause document; its SHA-256 goes into the text (criterion 1)", HelpName = "FILE" };
        Option<string> expires = new("--expires")
        {
            Description = "how long the approval is valid, at most 24h",
            HelpName = "TIME",
            DefaultValueFactory = _ => "1h",
        };
        Option<string> output = new("--out", "-o")
        {
            Description = "where the approval goes; the file must not exist",
            HelpName = "FILE",
            Required = true,
        };
        Command command = new("approve", Teaching) { act, plan, signer, key, rca, expires, output };
        command.SetAction(parsed =>
        {
            string? problem = Run(
                parsed, parsed.GetValue(act)!, parsed.GetValue(plan)!, parsed.GetValue(signer)!, parsed.GetValue(key), parsed.GetValue(rca),
                parsed.GetValue(expires)!, parsed.GetValue(output)!);
            if (problem is null)
            {
                return ExitCode.Ok;
            }

            parsed.InvocationConfiguration.Error.WriteLine($"basisd: {problem}");
            return ExitCode.Usage;
        });
        return command.WithExamples(
            "basisd approve --plan plan.json --signer alice --key alice.pem --rca rca.md --out alice.approval",
            "basisd approve --plan plan.json --signer alice --rca rca.md --out alice.approval  # unsigned, for openssl",
            "basisd approve --act contain --plan plan.json --signer alice --key alice.pem --out alice.approval");
    }

    private static string? Run(
        ParseResult parsed, string act, string planPath, string signer, string? keyPath, string? rca, string expires, string output)
    {
        PlanToSign? plan = ReadPlan(planPath, act, out string problem);
        if (plan is null)
        {
            return problem;
        }

        if (plan.Problem.Length > 0)
        {
            return plan.Problem;
        }

        string? document = null;
        if (rca is not null && (document = DocumentHash.Of(rca, out problem)) is null)
        {
            return problem;
        }

        if (!Durations.TryParse(expires, out long validity) || validity < FixedPoint.Second || validity > ApprovalCheck.MaxValidityNs)
        {
            return $"--expires {expires}: write a duration from 1s to 24h, for example 90m";
        }

        // Core time may run ahead of this machine's clock, never meaningfully behind the clock of a person who signs later.
        long nowNs = Math.Max(plan.CoreTime, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * (FixedPoint.Second / TimeSpan.TicksPerSecond));
        byte[] text;
        try
        {
            text = new ApprovalText(plan.Facts, document, signer, (nowNs + validity) / FixedPoint.Second).ToBytes();
        }
        catch (InvalidOperationException e)
        {
            return $"no approval can be made of this plan and signer: {e.Message}";
        }

        TextWriter shown = parsed.InvocationConfiguration.Output;
        shown.WriteLine("You sign this text:\n");
        shown.WriteLine(Encoding.UTF8.GetString(text));
        WarnOf(plan, document, signer, parsed.InvocationConfiguration.Error);
        byte[]? content = keyPath is null ? text : Sign(text, keyPath, out problem);
        if (content is null)
        {
            return problem;
        }

        problem = Write(output, content);
        if (problem.Length > 0)
        {
            return problem;
        }

        shown.WriteLine(
            keyPath is null ? $"{output}: not signed yet" : $"{output}: signed as '{signer}'; hand it in with `basisd {act} submit {output}`");
        return null;
    }

    private static void WarnOf(PlanToSign plan, string? document, string signer, TextWriter error)
    {
        if (document is null && plan.Facts.Contain is null)
        {
            error.WriteLine("basisd: warning: no root cause document (--rca): criterion 1 will be missing and the node will refuse");
        }

        bool known = false;
        foreach (string senior in plan.Seniors)
        {
            known |= senior == signer;
        }

        if (!known)
        {
            error.WriteLine($"basisd: warning: the plan's node knows no senior operator '{signer}' (it knows {string.Join(", ", plan.Seniors)})");
        }
    }

    private static PlanToSign? ReadPlan(string path, string act, out string problem)
    {
        byte[]? bytes = path == "-" ? ReadInput(out problem) : ApprovalFile.ReadBytes(path, MaxPlanBytes, out problem);
        return bytes is null ? null : PlanToSign.Read(path, bytes, act, out problem);
    }

    private static byte[]? ReadInput(out string problem)
    {
        using Stream input = Console.OpenStandardInput();
        byte[] bytes = new byte[MaxPlanBytes + 1];
        int length = input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        problem = $"standard input has more than {MaxPlanBytes} bytes: it is no plan";
        return length <= MaxPlanBytes ? bytes[..length] : null;
    }

    private static byte[]? Sign(byte[] text, string path, out string problem)
    {
        byte[]? pem = ApprovalFile.ReadBytes(path, MaxKeyBytes, out problem);
        if (pem is null)
        {
            return null;
        }

        problem = $"{path} is no ECDSA P-256 private key in PEM without a passphrase: make one with `basisd keygen`";
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(Encoding.ASCII.GetString(pem));
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256
                ? ApprovalFile.Of(text, key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
                : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Whatever the file holds, it cannot sign: the problem is said already.
            return null;
        }
    }

    private static string Write(string path, byte[] content)
    {
        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(content);
            return string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be made: {e.Message.TrimEnd('.')}; name a new file";
        }
    }
}
