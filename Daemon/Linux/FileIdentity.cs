using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>Device and inode of an open file: what makes two descriptors the same file.</summary>
/// <param name="Device">Device number as <c>st_dev</c> has it.</param>
/// <param name="Inode">Inode number.</param>
public readonly partial record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int EmptyPath = 0x1000;
    private const uint InodeMask = 0x100;

    /// <summary>Identity of an open descriptor.</summary>
    /// <returns>Null when the descriptor is closed or cannot be asked.</returns>
    public static FileIdentity? Of(int descriptor)
    {
        if (Statx(descriptor, "", EmptyPath, InodeMask, out StatxBuffer buffer) < 0)
        {
            return null;
        }

        // The layout of a device number is that of makedev(3).
        ulong major = buffer.DeviceMajor;
        ulong minor = buffer.DeviceMinor;
        ulong device = ((major & 0xfffff000UL) << 32) | ((major & 0xfffUL) << 8) | ((minor & 0xffffff00UL) << 12) | (minor & 0xffUL);
        return new FileIdentity(device, buffer.Inode);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
