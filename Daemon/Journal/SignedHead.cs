using System;
using System.Buffers.Binary;

namespace Basisd.Journal;

/// <summary>
/// A statement about the head with its signature, as the journal keeps it: payload of frames of kind <see cref="ReservedKinds.SignedHead"/>. It says
/// nothing about whose key signed: that is for who has the public key.
/// </summary>
/// <param name="Statement">What was stated.</param>
/// <param name="Signature">ECDSA P-256 over SHA-256 of its text, DER; empty where the node has no key.</param>
public sealed record SignedHead(HeadStatement Statement, byte[] Signature)
{
    private const byte Version = 1;
    private const int LengthOffset = 1;
    private const int TextOffset = 3;

    /// <summary>Writes a payload: version (1), length of the text (2), text, signature.</summary>
    public byte[] Payload()
    {
        byte[] text = Statement.Text();
        byte[] payload = new byte[TextOffset + text.Length + Signature.Length];
        payload[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(LengthOffset), checked((ushort)text.Length));
        text.CopyTo(payload, TextOffset);
        Signature.CopyTo(payload, TextOffset + text.Length);
        return payload;
    }

    /// <summary>Reads a payload; null when it is none of this version.</summary>
    public static SignedHead? Read(ReadOnlySpan<byte> payload)
    {
        int length = payload.Length > TextOffset && payload[0] == Version ? BinaryPrimitives.ReadUInt16LittleEndian(payload[LengthOffset..]) : -1;
        HeadStatement? statement = length >= 0 && TextOffset + length <= payload.Length
            ? HeadStatement.Read(payload.Slice(TextOffset, length)) : null;
        return statement is null ? null : new SignedHead(statement, payload[(TextOffset + length)..].ToArray());
    }
}
