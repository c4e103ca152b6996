using System;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basisd.Peers.Certificates;

/// <summary>
/// Who a certificate is for: the URI <c>basisd://CLUSTER/NODE</c> among its alternative names, <c>basisd://CLUSTER/</c> in a CA's. Host names and
/// addresses in it say nothing about who somebody is, and a common name even less.
/// </summary>
/// <param name="Cluster">Id of the cluster.</param>
/// <param name="Node">Name of the node; empty for a CA.</param>
public sealed record PeerName(string Cluster, string Node)
{
    /// <summary>Scheme of the URI.</summary>
    public const string Scheme = "basisd://";

    /// <summary>Longest name, characters.</summary>
    public const int MaxChars = 63;

    /// <summary>What a name may be, in words for people.</summary>
    public const string Rule = "lower-case letters, digits, '-', '_' and '.', beginning with a letter or a digit, at most 63";

    private const string AlternativeNames = "2.5.29.17";
    private const int UriTag = 6;
    private const int DnsTag = 2;
    private const int AddressTag = 7;

    /// <summary>Whether a cluster or a node can be called so in a certificate.</summary>
    public static bool IsValid(string name)
    {
        bool fits = name.Length is > 0 and <= MaxChars && name[0] is (>= 'a' and <= 'z') or (>= '0' and <= '9');
        foreach (char c in name)
        {
            fits &= c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.';
        }

        return fits;
    }

    /// <summary>Reads the name of a certificate. Null when it names none, or more than one, or one that no node can have.</summary>
    public static PeerName? Of(X509Certificate2 certificate)
    {
        PeerName? found = null;
        foreach (string uri in Values(certificate, UriTag))
        {
            if (!uri.StartsWith(Scheme, StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = uri[Scheme.Length..].Split('/');
            string node = parts[^1];
            bool fits = parts.Length == 2 && IsValid(parts[0]) && (node.Length == 0 || IsValid(node));
            if (!fits || found is not null)
            {
                return null;
            }

            found = new PeerName(parts[0], node);
        }

        return found;
    }

    /// <summary>DNS names and addresses of a certificate, as text, in its order.</summary>
    public static string[] Addresses(X509Certificate2 certificate) => [.. Values(certificate, DnsTag), .. Values(certificate, AddressTag)];

    /// <summary>The URI.</summary>
    public override string ToString() => $"{Scheme}{Cluster}/{Node}";

    private static System.Collections.Generic.List<string> Values(X509Certificate2 certificate, int tag)
    {
        System.Collections.Generic.List<string> values = [];
        if (certificate.Extensions[AlternativeNames] is not { } extension)
        {
            return values;
        }

        try
        {
            AsnReader names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                Asn1Tag next = names.PeekTag();
                if (next.TagClass != TagClass.ContextSpecific || next.TagValue != tag)
                {
                    names.ReadEncodedValue();
                    continue;
                }

                values.Add(tag == AddressTag
                    ? new System.Net.IPAddress(names.ReadOctetString(next)).ToString()
                    : names.ReadCharacterString(UniversalTagNumber.IA5String, next));
            }
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or ArgumentException)
        {
            // Names that cannot be read name nobody.
            values.Clear();
        }

        return values;
    }
}
