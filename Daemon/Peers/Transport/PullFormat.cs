using System;
using System.Buffers.Binary;
using Basisd.Cluster;

namespace Basisd.Peers.Transport;

/// <summary>
/// Bodies of the peers' endpoints, byte by byte as docs/peers.md says; integers are little-endian. Reading is strict: every byte has a meaning or is
/// zero, every length is exact, and what belongs to another status is refused.
/// </summary>
internal static class PullFormat
{
    /// <summary>Version of all bodies.</summary>
    public const ushort Version = 1;

    /// <summary>Bytes of a chain hash.</summary>
    public const int HashBytes = 32;

    /// <summary>Bytes of a journal's identity.</summary>
    public const int IdBytes = 16;

    /// <summary>Bytes of a pull request.</summary>
    public const int RequestBytes = 96;

    /// <summary>Bytes of an answer before its frames.</summary>
    public const int AnswerBytes = 112;

    /// <summary>Bytes of a failsafe question.</summary>
    public const int FailsafeBytes = 16;

    /// <summary>Bytes of the answer to it.</summary>
    public const int FailsafeAnswerBytes = 8;

    private const uint RequestMagic = 0x5152_5042; // "BPRQ"
    private const uint AnswerMagic = 0x4E41_5042; // "BPAN"
    private const uint FailsafeMagic = 0x5346_5042; // "BPFS"
    private const uint FailsafeAnswerMagic = 0x4146_5042; // "BPFA"
    private const int VersionAt = 4;
    private const int SlotAt = 6;
    private const int EpochAt = 8;
    private const int DurableAt = 16;
    private const int StateHashAt = 24;
    private const int HashedAtAt = 32;
    private const int WaitAt = 40;
    private const int ReservedAt = 44;
    private const int RequestIdAt = 48;
    private const int RequestHashAt = 64;
    private const int StatusAt = 6;
    private const int AnswerReservedAt = 7;
    private const int CommittedAt = 16;
    private const int KeepAt = 40;
    private const int BaseAt = 48;
    private const int PreviousHashAt = 56;
    private const int AnswerIdAt = 88;
    private const int PageBitsAt = 104;
    private const int SegmentBitsAt = 105;
    private const int AnswerReserved2At = 106;
    private const int LengthAt = 108;
    private const int YesAt = 6;
    private const int FailsafeReservedAt = 7;

    /// <summary>Writes a request into <see cref="RequestBytes"/> bytes.</summary>
    /// <exception cref="ArgumentException">A member has a length or a value that the format does not hold: a bug of the caller.</exception>
    public static void Write(PullRequest request, Span<byte> to)
    {
        if (request.Slot is < 0 or >= ClusterSettings.MaxSlots || request.WaitMs is < 0 or > PullRequest.MaxWaitMs)
        {
            throw new ArgumentException($"slot {request.Slot}, wait {request.WaitMs} ms", nameof(request));
        }

        Head(to[..RequestBytes], RequestMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(to[SlotAt..], (ushort)request.Slot);
        BinaryPrimitives.WriteUInt64LittleEndian(to[EpochAt..], request.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(to[DurableAt..], request.Durable);
        BinaryPrimitives.WriteUInt64LittleEndian(to[StateHashAt..], request.StateHash);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HashedAtAt..], request.HashedAt);
        BinaryPrimitives.WriteUInt32LittleEndian(to[WaitAt..], (uint)request.WaitMs);
        Fixed(request.JournalId, to.Slice(RequestIdAt, IdBytes));
        Fixed(request.Hash, to.Slice(RequestHashAt, HashBytes));
    }

    /// <summary>Reads a request of a cluster with that many slots; null with the reason when it is none.</summary>
    public static PullRequest? ReadRequest(ReadOnlySpan<byte> from, int slots, out string problem)
    {
        if (!IsHead(from, RequestMagic, RequestBytes, out problem))
        {
            return null;
        }

        int slot = BinaryPrimitives.ReadUInt16LittleEndian(from[SlotAt..]);
        uint wait = BinaryPrimitives.ReadUInt32LittleEndian(from[WaitAt..]);
        problem = slot >= slots ? $"slot {slot} of {slots}: the nodes have different configurations"
            : wait > PullRequest.MaxWaitMs ? $"a wait of {wait} ms; at most {PullRequest.MaxWaitMs}"
            : from[ReservedAt..RequestIdAt].ContainsAnyExcept((byte)0) ? "a reserved byte is not zero"
            : "";
        return problem.Length > 0 ? null : new PullRequest
        {
            Slot = slot,
            Epoch = BinaryPrimitives.ReadUInt64LittleEndian(from[EpochAt..]),
            Durable = BinaryPrimitives.ReadUInt64LittleEndian(from[DurableAt..]),
            StateHash = BinaryPrimitives.ReadUInt64LittleEndian(from[StateHashAt..]),
            HashedAt = BinaryPrimitives.ReadUInt64LittleEndian(from[HashedAtAt..]),
            WaitMs = (int)wait,
            JournalId = from.Slice(RequestIdAt, IdBytes).ToArray(),
            Hash = from.Slice(RequestHashAt, HashBytes).ToArray(),
        };
    }

    /// <summary>Writes an answer without its frames into <see cref="AnswerBytes"/> bytes.</summary>
    /// <exception cref="ArgumentException">A member has a length or a value that the format does not hold: a bug of the host.</exception>
    public static void Write(PullAnswer answer, Span<byte> to)
    {
        Head(to[..AnswerBytes], AnswerMagic);
        to[StatusAt] = (byte)answer.Status;
        BinaryPrimitives.WriteUInt64LittleEndian(to[EpochAt..], answer.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(to[CommittedAt..], answer.Committed);
        BinaryPrimitives.WriteUInt64LittleEndian(to[StateHashAt..], answer.StateHash);
        BinaryPrimitives.WriteUInt64LittleEndian(to[HashedAtAt..], answer.HashedAt);
        BinaryPrimitives.WriteUInt64LittleEndian(to[KeepAt..], answer.Keep);
        BinaryPrimitives.WriteUInt64LittleEndian(to[BaseAt..], answer.Base);
        Fixed(answer.PreviousHash, to.Slice(PreviousHashAt, HashBytes));
        Fixed(answer.JournalId, to.Slice(AnswerIdAt, IdBytes));
        to[PageBitsAt] = checked((byte)answer.PageBits);
        to[SegmentBitsAt] = checked((byte)answer.SegmentBits);
        BinaryPrimitives.WriteUInt32LittleEndian(to[LengthAt..], (uint)answer.Frames.Length);
        string problem = AnswerProblem(to[..AnswerBytes], answer.Frames.Length);
        if (problem.Length > 0)
        {
            throw new ArgumentException(problem, nameof(answer));
        }
    }

    /// <summary>Reads an answer with its frames, which stay where they are; null with the reason when it is none.</summary>
    public static PullAnswer? ReadAnswer(ReadOnlyMemory<byte> body, out string problem)
    {
        ReadOnlySpan<byte> from = body.Span;
        if (!IsHead(from[..Math.Min(from.Length, AnswerBytes)], AnswerMagic, AnswerBytes, out problem))
        {
            return null;
        }

        problem = AnswerProblem(from[..AnswerBytes], from.Length - AnswerBytes);
        bool isSnapshot = from[StatusAt] == (byte)PullStatus.FromSnapshot;
        return problem.Length > 0 ? null : new PullAnswer
        {
            Status = (PullStatus)from[StatusAt],
            Epoch = BinaryPrimitives.ReadUInt64LittleEndian(from[EpochAt..]),
            Committed = BinaryPrimitives.ReadUInt64LittleEndian(from[CommittedAt..]),
            StateHash = BinaryPrimitives.ReadUInt64LittleEndian(from[StateHashAt..]),
            HashedAt = BinaryPrimitives.ReadUInt64LittleEndian(from[HashedAtAt..]),
            Keep = BinaryPrimitives.ReadUInt64LittleEndian(from[KeepAt..]),
            Base = BinaryPrimitives.ReadUInt64LittleEndian(from[BaseAt..]),
            PreviousHash = isSnapshot ? from.Slice(PreviousHashAt, HashBytes).ToArray() : default,
            JournalId = from.Slice(AnswerIdAt, IdBytes).ToArray(),
            PageBits = from[PageBitsAt],
            SegmentBits = from[SegmentBitsAt],
            Frames = body[AnswerBytes..],
        };
    }

    /// <summary>Writes a failsafe question into <see cref="FailsafeBytes"/> bytes.</summary>
    public static void WriteFailsafe(int slot, ulong epoch, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, ClusterSettings.MaxSlots);
        Head(to[..FailsafeBytes], FailsafeMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(to[SlotAt..], (ushort)slot);
        BinaryPrimitives.WriteUInt64LittleEndian(to[EpochAt..], epoch);
    }

    /// <summary>Reads a failsafe question; false with the reason when it is none.</summary>
    public static bool TryReadFailsafe(ReadOnlySpan<byte> from, int slots, out int slot, out ulong epoch, out string problem)
    {
        (slot, epoch) = (0, 0);
        if (!IsHead(from, FailsafeMagic, FailsafeBytes, out problem))
        {
            return false;
        }

        slot = BinaryPrimitives.ReadUInt16LittleEndian(from[SlotAt..]);
        epoch = BinaryPrimitives.ReadUInt64LittleEndian(from[EpochAt..]);
        problem = slot >= slots ? $"slot {slot} of {slots}: the nodes have different configurations" : "";
        return problem.Length == 0;
    }

    /// <summary>Writes the answer to a failsafe question into <see cref="FailsafeAnswerBytes"/> bytes.</summary>
    public static void WriteFailsafeAnswer(bool yes, Span<byte> to)
    {
        Head(to[..FailsafeAnswerBytes], FailsafeAnswerMagic);
        to[YesAt] = yes ? (byte)1 : (byte)0;
    }

    /// <summary>Reads the answer to a failsafe question; null with the reason when it is none, which counts as no.</summary>
    public static bool? ReadFailsafeAnswer(ReadOnlySpan<byte> from, out string problem)
    {
        if (!IsHead(from, FailsafeAnswerMagic, FailsafeAnswerBytes, out problem))
        {
            return null;
        }

        problem = from[YesAt] > 1 || from[FailsafeReservedAt] != 0 ? "neither yes nor no" : "";
        return problem.Length > 0 ? null : from[YesAt] == 1;
    }

    private static void Head(Span<byte> to, uint magic)
    {
        to.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(to, magic);
        BinaryPrimitives.WriteUInt16LittleEndian(to[VersionAt..], Version);
    }

    private static bool IsHead(ReadOnlySpan<byte> from, uint magic, int length, out string problem)
    {
        problem = from.Length != length ? $"{from.Length} bytes instead of {length}"
            : BinaryPrimitives.ReadUInt32LittleEndian(from) != magic ? "another kind of body"
            : BinaryPrimitives.ReadUInt16LittleEndian(from[VersionAt..]) != Version
                ? $"version {BinaryPrimitives.ReadUInt16LittleEndian(from[VersionAt..])} of the format; this node speaks {Version}"
            : "";
        return problem.Length == 0;
    }

    private static string AnswerProblem(ReadOnlySpan<byte> from, int frames)
    {
        PullStatus status = (PullStatus)from[StatusAt];
        bool isSnapshot = status == PullStatus.FromSnapshot;
        bool hasFrames = isSnapshot || status == PullStatus.Frames;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(from[LengthAt..]);
        bool hasKeep = BinaryPrimitives.ReadUInt64LittleEndian(from[KeepAt..]) != 0;
        bool hasOrigin = BinaryPrimitives.ReadUInt64LittleEndian(from[BaseAt..]) != 0
            || from.Slice(PreviousHashAt, HashBytes).ContainsAnyExcept((byte)0) || from[PageBitsAt] != 0 || from[SegmentBitsAt] != 0;
        return status > PullStatus.WrongJournal ? $"status {from[StatusAt]} is unknown"
            : from[AnswerReservedAt] != 0 || from[AnswerReserved2At..LengthAt].ContainsAnyExcept((byte)0) ? "a reserved byte is not zero"
            : length > PullAnswer.MaxFrameBytes ? $"{length} bytes of frames; at most {PullAnswer.MaxFrameBytes}"
            : length != (uint)frames ? $"{frames} bytes of frames instead of {length}"
            : length > 0 != hasFrames ? $"{length} bytes of frames with the status {status}"
            : hasKeep && status != PullStatus.Diverged ? $"a sequence to keep with the status {status}"
            : hasOrigin && !isSnapshot ? $"the origin of a snapshot with the status {status}"
            : isSnapshot && (BinaryPrimitives.ReadUInt64LittleEndian(from[BaseAt..]) == 0 || from[PageBitsAt] == 0 || from[SegmentBitsAt] == 0)
                ? "a snapshot without its origin"
            : "";
    }

    private static void Fixed(ReadOnlyMemory<byte> value, Span<byte> to)
    {
        if (value.Length != 0 && value.Length != to.Length)
        {
            throw new ArgumentException($"{value.Length} bytes instead of {to.Length}", nameof(value));
        }

        value.Span.CopyTo(to);
    }
}
