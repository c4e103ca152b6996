using System.Collections.Generic;

namespace Basisd.Host.Configuration;

/// <summary>A person who may sign .</summary>
/// <param name="Name">Name, as approvals carry it.</param>
/// <param name="Roles">Roles, at least one.</param>
/// <param name="Senior">Whether the person may sign resumptions.</param>
/// <param name="PublicKey">ECDSA P-256 public key, DER of its SubjectPublicKeyInfo.</param>
public sealed record Operator(string Name, IReadOnlyList<string> Roles, bool Senior, byte[] PublicKey)
{
    /// <summary>The user of this machine as whom the person records; null: any member of the operators' group may use the name.</summary>
    public uint? Uid { get; init; }
}
