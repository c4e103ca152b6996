using System;
using System.IO;
using System.Security.Cryptography;

namespace Basisd.Commands;

/// <summary>The SHA-256 of a document, as it goes on file and into approvals. The document itself never leaves its place.</summary>
internal static class DocumentHash
{
    /// <summary>Hashes a file.</summary>
    /// <returns>64 lower-case hex digits; null with a problem.</returns>
    public static string? Of(string path, out string problem)
    {
        problem = string.Empty;
        try
        {
            using FileStream file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
            return null;
        }
    }
}
