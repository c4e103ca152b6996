using System;
using System.CommandLine;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd keygen</c>: the key pair of an operator who signs approvals. The private half goes into a file of its own that nobody else can
/// read and that is never overwritten; it is never printed. Works without a daemon and without a network.
/// </summary>
public static class KeygenCommand
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string> output = new("--out", "-o")
        {
            Description = "where the private key goes; the file must not exist",
            HelpName = "FILE",
            Required = true,
        };
        Command command = new(
            "keygen",
            "make the key pair of an operator who signs approvals (ECDSA P-256). The private key goes to FILE, readable by you alone; the public key "
            + "is printed as the line that operators[] of the configuration takes. `openssl ecparam -name prime256v1 -genkey -noout` makes the same "
            + "kind of key.")
        {
            output,
        };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(output)!));
        return command.WithExamples("basisd keygen --out alice.pem");
    }

    private static int Run(ParseResult parsed, string path)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            FileStreamOptions exclusive = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using FileStream file = new(path, exclusive);
            file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string mend = File.Exists(path) ? "keys are never overwritten: name another file" : "name a file in a directory that you may write";
            parsed.InvocationConfiguration.Error.WriteLine($"basisd: {path} cannot be made: {e.Message.TrimEnd('.')}; {mend}");
            return ExitCode.Usage;
        }

        parsed.InvocationConfiguration.Output.WriteLine($"\"public_key\": \"{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}\"");
        return ExitCode.Ok;
    }
}
