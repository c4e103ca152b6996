using System;

namespace Basisd.Tests.Simulation;

/// <summary>Bytes of a file as blocks that never change once written; a missing block is zeros. Copies are cheap.</summary>
internal sealed class SimBlocks
{
    private const int BlockBytes = 4096;
    private byte[]?[] _blocks = new byte[]?[4];

    public long Length { get; private set; }

    public SimBlocks Copy() => new() { _blocks = (byte[]?[])_blocks.Clone(), Length = Length };

    public int Read(Span<byte> target, long offset)
    {
        int read = (int)Math.Clamp(Length - offset, 0, target.Length);
        target = target[..read];
        while (!target.IsEmpty)
        {
            int index = (int)(offset / BlockBytes);
            int within = (int)(offset % BlockBytes);
            int bytes = Math.Min(BlockBytes - within, target.Length);
            if (index < _blocks.Length && _blocks[index] is { } block)
            {
                block.AsSpan(within, bytes).CopyTo(target);
            }
            else
            {
                target[..bytes].Clear();
            }

            target = target[bytes..];
            offset += bytes;
        }

        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        SetLength(Math.Max(Length, offset + bytes.Length));
        while (!bytes.IsEmpty)
        {
            int index = (int)(offset / BlockBytes);
            int within = (int)(offset % BlockBytes);
            int count = Math.Min(BlockBytes - within, bytes.Length);
            byte[]? old = _blocks[index];
            if (old is not null || bytes[..count].ContainsAnyExcept((byte)0))
            {
                byte[] fresh = new byte[BlockBytes];
                old?.CopyTo(fresh, 0);
                bytes[..count].CopyTo(fresh.AsSpan(within));
                _blocks[index] = fresh;
            }

            bytes = bytes[count..];
            offset += count;
        }
    }

    public void SetLength(long length)
    {
        if (length < Length)
        {
            long end = Length;
            Length = length;
            for (long offset = length; offset < end; offset += BlockBytes - (offset % BlockBytes))
            {
                int index = (int)(offset / BlockBytes);
                byte[]? block = _blocks[index];
                if (block is not null)
                {
                    byte[] fresh = new byte[BlockBytes];
                    block.AsSpan(0, (int)(offset % BlockBytes)).CopyTo(fresh);
                    _blocks[index] = fresh;
                }
            }
        }

        int needed = (int)((length + BlockBytes - 1) / BlockBytes);
        if (needed > _blocks.Length)
        {
            Array.Resize(ref _blocks, Math.Max(needed, _blocks.Length * 2));
        }

        Length = length;
    }
}
