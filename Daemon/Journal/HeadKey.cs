using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Basisd.Journal;

/// <summary>
/// The key with which a node signs statements about its journal, or the public half with which they are verified: ECDSA P-256, PEM. The private
/// half is never printed and never leaves the process.
/// </summary>
public sealed class HeadKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int MaxFileBytes = 8_192;
    private const int FingerprintDigits = 16;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
    private readonly ECDsa _key;

    private HeadKey(ECDsa key)
    {
        _key = key;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..FingerprintDigits];
    }

    /// <summary>First 16 digits of SHA-256 of the public key's SubjectPublicKeyInfo.</summary>
    public string Fingerprint { get; }

    /// <summary>Loads a key that signs; others must not be able to read it.</summary>
    /// <param name="path">A PEM file.</param>
    /// <param name="problem">Why there is none, and how to mend it; empty when there is.</param>
    public static HeadKey? LoadPrivate(string path, out string problem)
    {
        if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            problem = $"{path} can be read by others or changed by its group: a signature would prove nothing; `chmod 0600 {path}`";
            return null;
        }

        return Load(path, isPrivate: true, out problem);
    }

    /// <summary>Loads a key that verifies.</summary>
    /// <param name="path">A PEM file with the public key, or with both halves.</param>
    /// <param name="problem">Why there is none, and how to mend it; empty when there is.</param>
    public static HeadKey? LoadPublic(string path, out string problem) => Load(path, isPrivate: false, out problem);

    /// <summary>Signs a text.</summary>
    public byte[] Sign(ReadOnlySpan<byte> text) => _key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether a signature of a text is of this key.</summary>
    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        try
        {
            return _key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // Bytes that are no DER signature at all are no signature of this key either.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static HeadKey? Load(string path, bool isPrivate, out string problem)
    {
        string kind = isPrivate ? "private key; make one with `basisd keygen --out FILE`" : "public key; `openssl pkey -in KEY -pubout` prints it";
        ECDsa? key = ECDsa.Create();
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[MaxFileBytes];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            key.ImportFromPem(Encoding.ASCII.GetString(bytes, 0, length));
            bool fits = key.ExportParameters(isPrivate).Curve.Oid.Value == P256;
            problem = fits ? string.Empty : $"{path} is no ECDSA P-256 {kind}";
            HeadKey? loaded = fits ? new HeadKey(key) : null;
            key = fits ? null : key;
            return loaded;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message.TrimEnd('.')}";
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            problem = $"{path} is no ECDSA P-256 {kind}";
        }
        finally
        {
            key?.Dispose();
        }

        return null;
    }
}
