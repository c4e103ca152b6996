using System;
using System.Runtime.InteropServices;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// One piece of memory from which large groups are written past the kernel's cache. FASTER's pages lie scattered in physical memory, so a device is
/// handed a large group as dozens of single blocks; gathered in a huge page it is one. The copy costs a tenth of what that saves. Made at the first
/// large group: a node that has none keeps the memory.
/// </summary>
internal sealed unsafe class WriteBuffer : IDisposable
{
    private const int HugePageBytes = 2 * 1024 * 1024;
    private const int LeastBytes = 64 * 1024;
    private byte* _memory;

    /// <summary>The same bytes, gathered when that pays; else as they are.</summary>
    public ReadOnlySpan<byte> Gather(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < LeastBytes or > HugePageBytes)
        {
            return bytes;
        }

        if (_memory is null)
        {
            _memory = (byte*)NativeMemory.AlignedAlloc(HugePageBytes, HugePageBytes);

            // Where the kernel has no huge page to give, small ones serve: slower, nothing else.
            _ = MemoryCalls.AdviseHuge(_memory, HugePageBytes);
        }

        Span<byte> target = new(_memory, bytes.Length);
        bytes.CopyTo(target);
        return target;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
