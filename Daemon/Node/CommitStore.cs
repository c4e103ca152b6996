using System;
using System.Security.Cryptography;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// The engine's latest committed state (SPEC 1, commit): opaque bytes with a rising id, put together from parts. Only a commit whose last
/// part has arrived counts; an unfinished one is forgotten by the next first part. Holds two buffers, never more.
/// </summary>
public sealed class CommitStore
{
    /// <summary>Largest commit, bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly byte[] _digest = new byte[EntryCodec.HashBytes];
    private byte[] _complete = [];
    private byte[] _building = [];
    private long _buildingId;
    private int _filled;

    /// <summary>Id of the latest complete commit, 0 before the first.</summary>
    public long Id { get; private set; }

    /// <summary>Length of the latest complete commit in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of the latest complete commit.</summary>
    public ReadOnlySpan<byte> Bytes => _complete.AsSpan(0, Length);

    /// <summary>SHA-256 of the latest complete commit; zeros before the first.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>Takes a part.</summary>
    /// <param name="id">Commit id, above the latest complete one.</param>
    /// <param name="offset">Where the part goes; parts come in order without holes.</param>
    /// <param name="total">Length of the whole commit.</param>
    /// <param name="part">The bytes.</param>
    /// <returns>False if the part does not continue the commit that is being built; nothing is changed then.</returns>
    public bool TryTake(long id, int offset, int total, ReadOnlySpan<byte> part)
    {
        bool continues = offset == 0 || (id == _buildingId && offset == _filled && total == _building.Length);
        if (id <= Id || total < 0 || total > MaxBytes || offset < 0 || offset > total || part.Length > total - offset || !continues)
        {
            return false;
        }

        if (offset == 0)
        {
            _buildingId = id;
            _filled = 0;
            _building = _building.Length == total ? _building : new byte[total];
        }

        part.CopyTo(_building.AsSpan(offset));
        _filled = offset + part.Length;
        if (_filled == total)
        {
            (_complete, _building) = (_building, _complete);
            Id = id;
            Length = total;
            _buildingId = 0;
            SHA256.HashData(Bytes, _digest);
        }

        return true;
    }

    /// <summary>Writes id, length and digest: what the state hash covers.</summary>
    public void WriteDigest(CanonicalWriter writer)
    {
        writer.I64(Id);
        writer.I32(Length);
        writer.Raw(_digest);
    }

    /// <summary>Writes the whole latest commit.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(Id);
        writer.Bytes(Bytes);
    }

    /// <summary>Reads the whole latest commit.</summary>
    /// <exception cref="CanonicalFormatException">Longer than a commit may be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Id = reader.I64();
        ReadOnlySpan<byte> bytes = reader.Bytes();
        if (bytes.Length > MaxBytes)
        {
            throw new CanonicalFormatException($"commit of {bytes.Length} bytes, at most {MaxBytes} are allowed");
        }

        _complete = bytes.ToArray();
        Length = bytes.Length;
        if (Id != 0)
        {
            SHA256.HashData(Bytes, _digest);
        }
    }
}
