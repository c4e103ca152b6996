using System;
using System.Security.Cryptography;
using Basisd.Incidents;

namespace Basisd.Tests.Incidents;

/// <summary>An operator with a key of their own.</summary>
internal sealed class Person : IDisposable
{
    public Person(string name, bool senior)
    {
        Name = name;
        Senior = senior;
    }

    public string Name { get; }

    public bool Senior { get; }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string PublicKey => Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo());

    public ApprovalSigner Signer => new(Name, Senior, Key.ExportSubjectPublicKeyInfo());

    public SubmittedApproval Sign(byte[] text) =>
        new(text, Key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Dispose() => Key.Dispose();
}
