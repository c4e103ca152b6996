using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
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
    private const uint TopBit = 1u << 31;
    private const int Lanes = 3;
    private const int LanesFrom = 4096;
    private static readonly uint[] Table = BuildTable();
    private static readonly uint[] Powers = BuildPowers();

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

    /// <summary>Checksum of two runs of bytes, one behind the other, from the checksums of each.</summary>
    /// <param name="first">Checksum of the first.</param>
    /// <param name="second">Checksum of the second.</param>
    /// <param name="length">Bytes of the second.</param>
    public static uint Join(uint first, uint second, int length) => Multiply(PowerOf(length), first) ^ second;

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
            if (bytes.Length >= LanesFrom)
            {
                int lane = bytes.Length / Lanes / sizeof(ulong) * sizeof(ulong);
                state = ThreeLanes(state, bytes, lane);
                bytes = bytes[(Lanes * lane)..];
            }

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

    /// <summary>
    /// The instruction answers after three cycles and can be asked every one: three thirds go side by side, and their states, which are remainders
    /// of polynomials, are put together.
    /// </summary>
    private static ulong ThreeLanes(ulong state, ReadOnlySpan<byte> bytes, int lane)
    {
        unchecked
        {
            ReadOnlySpan<ulong> a = MemoryMarshal.Cast<byte, ulong>(bytes[..lane]);
            ReadOnlySpan<ulong> b = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(lane, lane));
            ReadOnlySpan<ulong> c = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * lane, lane));
            ulong second = 0;
            ulong third = 0;
            for (int i = 0; i < a.Length && i < b.Length && i < c.Length; i++)
            {
                state = Sse42.X64.Crc32(state, a[i]);
                second = Sse42.X64.Crc32(second, b[i]);
                third = Sse42.X64.Crc32(third, c[i]);
            }

            uint shift = PowerOf(lane);
            return Multiply(shift, Multiply(shift, (uint)state) ^ (uint)second) ^ (uint)third;
        }
    }

    /// <summary>Product of two polynomials modulo the CRC's, both with the highest bit for the lowest power.</summary>
    private static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (; a != 0; a <<= 1)
        {
            product ^= (a & TopBit) != 0 ? b : 0;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }

    /// <summary>x to the power of 8 × <paramref name="bytes"/>: what so many bytes behind it make of a state.</summary>
    private static uint PowerOf(int bytes)
    {
        uint power = TopBit;
        for (int i = 0; bytes != 0; i++, bytes >>= 1)
        {
            power = (bytes & 1) != 0 ? Multiply(Powers[i], power) : power;
        }

        return power;
    }

    private static uint[] BuildPowers()
    {
        // x^8, then each the square of the one before.
        uint[] powers = new uint[31];
        powers[0] = TopBit >> 8;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = Multiply(powers[i - 1], powers[i - 1]);
        }

        return powers;
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
