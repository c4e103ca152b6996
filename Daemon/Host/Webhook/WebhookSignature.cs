using System;
using System.Security.Cryptography;
using System.Text;

namespace Basisd.Host.Webhook;

/// <summary>How a notice is signed: HMAC-SHA256 over <c>id.timestamp.body</c>, as docs/webhook.md tells its receivers.</summary>
internal static class WebhookSignature
{
    /// <summary>Scheme of the signature, before its hexadecimal digits.</summary>
    public const string Scheme = "v1=";

    /// <summary>The value of the signature's header.</summary>
    /// <param name="secret">The secret, as it stands in its file without the line's end.</param>
    /// <param name="id">Value of the id's header.</param>
    /// <param name="timestamp">Value of the timestamp's header.</param>
    /// <param name="body">The body.</param>
    public static string Of(byte[] secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return Scheme + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
