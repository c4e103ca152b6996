using System;

namespace Basisd.Incidents;

/// <summary>An approval as it was handed in: nothing about it is believed yet.</summary>
/// <param name="Text">Bytes that were signed, at most <see cref="ApprovalText.MaxBytes"/> where they are an approval text.</param>
/// <param name="Signature">ECDSA signature over their SHA-256, DER; at most <see cref="ApprovalCheck.MaxSignatureBytes"/>.</param>
public sealed record SubmittedApproval(ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Signature);
