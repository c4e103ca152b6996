using System;
using System.Buffers.Binary;
using System.IO;

namespace Basisd.Gate;

/// <summary>
/// The kernel's random id of this boot, 16 bytes. A page that outlived a reboot (a path on a disk) could show a <c>valid_until</c> that the
/// restarted clock has not reached yet; the boot id is what refuses it.
/// </summary>
/// <param name="High">First eight bytes, big-endian.</param>
/// <param name="Low">Last eight bytes, big-endian.</param>
internal readonly record struct BootId(ulong High, ulong Low)
{
    /// <summary>Where the kernel says it, as a UUID in text.</summary>
    public const string Path = "/proc/sys/kernel/random/boot_id";

    /// <summary>Reads the id; false with a text when the kernel's file cannot be read (for example under ProcSubset=pid).</summary>
    public static bool TryRead(out BootId id, out string problem)
    {
        id = default;
        string text;
        try
        {
            text = File.ReadAllText(Path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot read {Path}: {e.Message}";
            return false;
        }

        if (!Guid.TryParse(text, out Guid guid))
        {
            problem = $"{Path} holds no boot id: \"{text}\"";
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        id = Read(bytes);
        problem = string.Empty;
        return true;
    }

    /// <summary>The id at the start of these 16 bytes.</summary>
    public static BootId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes the 16 bytes in the order of the text.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }
}
