using System;
using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace Basisd.Journal;

/// <summary>
/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), by the processor's instruction where there is one. It finds every burst up to 32 bits and
/// says quickly that bytes were hurt; that nobody changed them is the chain's matter.
/// </summary>
public static class Crc32C
{
    private const uint Polynomial = 0x82F63B78;
    private static readonly uint[] Table = BuildTable();

    /// <summary>Checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Goes on from a checksum over the bytes before.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        if (Sse42.X64.IsSupported)
        {
            return AppendSse(checksum, bytes);
        }

        return Arm.Crc32.Arm64.IsSupported ? AppendArm(checksum, bytes) : AppendTable(checksum, bytes);
    }

    /// <summary>The table version, for machines without the instruction and for the test that compares the two.</summary>
    internal static uint AppendTable(uint checksum, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            uint state = ~checksum;
            foreach (byte value in bytes)
            {
                state = Table[(byte)(state ^ value)] ^ (state >> 8);
            }

            return ~state;
        }
    }

    private static uint AppendSse(uint checksum, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            ulong state = ~checksum;
            while (bytes.Length >= sizeof(ulong))
            {
                state = Sse42.X64.Crc32(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes[sizeof(ulong)..];
            }

            uint tail = (uint)state;
            foreach (byte value in bytes)
            {
                tail = Sse42.Crc32(tail, value);
            }

            return ~tail;
        }
    }

    private static uint AppendArm(uint checksum, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            uint state = ~checksum;
            while (bytes.Length >= sizeof(ulong))
            {
                state = Arm.Crc32.Arm64.ComputeCrc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes[sizeof(ulong)..];
            }

            foreach (byte value in bytes)
            {
                state = Arm.Crc32.ComputeCrc32C(state, value);
            }

            return ~state;
        }
    }

    private static uint[] BuildTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
