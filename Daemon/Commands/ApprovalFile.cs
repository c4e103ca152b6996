using System;
using System.IO;
using System.Text;
using Basisd.Incidents;

namespace Basisd.Commands;

/// <summary>
/// An approval in a file: the text that was signed, to the byte, and behind it one line <c>signature: </c> with the DER signature in
/// base64. A text without that line is one that nobody has signed yet.
/// </summary>
public static class ApprovalFile
{
    private const string SignatureHead = "signature: ";
    private const int MaxFileBytes = 4096;

    /// <summary>The file's content.</summary>
    public static byte[] Of(byte[] text, byte[] signature) =>
        [.. text, .. Encoding.ASCII.GetBytes($"{SignatureHead}{Convert.ToBase64String(signature)}\n")];

    /// <summary>Reads a file. Nothing is verified here: the node does.</summary>
    /// <returns>Null with a problem.</returns>
    public static SubmittedApproval? Read(string path, out string problem)
    {
        byte[]? bytes = ReadBytes(path, MaxFileBytes, out problem);
        if (bytes is null)
        {
            return null;
        }

        int at = bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes("\n" + SignatureHead));
        if (at < 0)
        {
            problem = $"{path} has no line '{SignatureHead}…': sign the text with `basisd approve --key`, or append the line (`basisd approve "
                + "--help`)";
            return null;
        }

        int start = at + 1 + SignatureHead.Length;
        byte[] signature = new byte[bytes.Length];
        if (!Convert.TryFromBase64String(Encoding.Latin1.GetString(bytes.AsSpan(start)).TrimEnd('\n'), signature, out int length))
        {
            problem = $"{path}: the signature is not in base64 on one line";
            return null;
        }

        return new SubmittedApproval(bytes.AsMemory(0, at + 1), signature.AsMemory(0, length));
    }

    /// <summary>Reads a small file whole.</summary>
    /// <returns>Null with a problem.</returns>
    public static byte[]? ReadBytes(string path, int most, out string problem)
    {
        problem = string.Empty;
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[most + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= most)
            {
                return bytes[..length];
            }

            problem = $"{path} has more than {most} bytes: it is not what belongs here";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
        }

        return null;
    }
}
