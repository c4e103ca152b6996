using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Basisd.Journal;

namespace Basisd.Host.Audit;

/// <summary>
/// Statements about a journal's head in a file: each its text to the byte, and behind it one line <c>signature: </c> with the DER signature in
/// base64, left out where nothing was signed. Several may stand one behind the other. What is not exactly that is refused.
/// </summary>
public static class HeadFile
{
    private const string SignatureName = "signature: ";
    private const int MaxFileBytes = 16 << 20;
    private const int TextLines = 7;

    /// <summary>One statement as it stands in a file.</summary>
    public static byte[] Of(SignedHead head)
    {
        byte[] text = head.Statement.Text();
        return head.Signature.Length == 0
            ? text : [.. text, .. Encoding.ASCII.GetBytes($"{SignatureName}{Convert.ToBase64String(head.Signature)}\n")];
    }

    /// <summary>Reads all statements of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong with it; empty when nothing.</param>
    /// <returns>At least one, or null with a problem.</returns>
    public static IReadOnlyList<SignedHead>? Read(string path, out string problem)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                problem = $"{path} is larger than {MaxFileBytes >> 20} MiB: it holds no statements about a head";
                return null;
            }

            text = File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }

        List<SignedHead> heads = [];
        string[] lines = text.Split('\n');
        int at = 0;
        while (at < lines.Length && lines[at].Length > 0)
        {
            int count = Math.Min(TextLines, lines.Length - at);
            HeadStatement? statement = HeadStatement.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines, at, count) + "\n"));
            at += count;
            bool signed = at < lines.Length && lines[at].StartsWith(SignatureName, StringComparison.Ordinal);
            byte[]? signature = signed ? FromBase64(lines[at][SignatureName.Length..]) : [];
            at += signed ? 1 : 0;
            if (statement is null || signature is null)
            {
                problem = $"{path}, line {at}: this is no statement that `basisd journal head --out` writes; it must be there to the byte";
                return null;
            }

            heads.Add(new SignedHead(statement, signature));
        }

        problem = heads.Count > 0 && at >= lines.Length - 1 ? string.Empty : $"{path} has no statement about a journal's head in it";
        return problem.Length == 0 ? heads : null;
    }

    private static byte[]? FromBase64(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && length > 0 ? bytes[..length] : null;
    }
}
