using System;

namespace Basisd.Incidents;

/// <summary>A person whose signature can be verified. Names and keys are unique among the signers of a node.</summary>
/// <param name="Name">Name, as approvals carry it.</param>
/// <param name="Senior">Whether the person may sign resumptions.</param>
/// <param name="PublicKey">ECDSA P-256 public key, DER of its SubjectPublicKeyInfo.</param>
public sealed record ApprovalSigner(string Name, bool Senior, ReadOnlyMemory<byte> PublicKey);
