using System;
using System.Collections.Generic;

namespace Basisd.Tests.Simulation;

/// <summary>
/// A file: what programs see (memory) and what the device holds, and between them the writes that no sync has taken along. At a power loss each of
/// these is kept, lost, or torn into 512-byte sectors, in any combination.
/// </summary>
internal sealed class SimInode
{
    private const int SectorBytes = 512;
    private readonly List<Write> _pending = [];
    private SimBlocks _memory = new();
    private SimBlocks _device = new();

    public SimBlocks Memory => _memory;

    public bool Locked { get; set; }

    public SimInode Copy() => new() { _memory = _memory.Copy(), _device = _memory.Copy() };

    public void Put(ReadOnlySpan<byte> bytes, long offset)
    {
        _memory.Write(bytes, offset);
        byte[]? kept = bytes.ContainsAnyExcept((byte)0) ? bytes.ToArray() : null;
        _pending.Add(new Write(offset, bytes.Length, kept, Forced: false));
    }

    /// <summary>A write that is on the device when it returns, as with O_SYNC: this range alone, not what was written before.</summary>
    public void PutSynced(ReadOnlySpan<byte> bytes, long offset)
    {
        _memory.Write(bytes, offset);
        _device.Write(bytes, offset);
        if (_pending.Count > 0)
        {
            _pending.Add(new Write(offset, bytes.Length, bytes.ToArray(), Forced: true));
        }
    }

    public void SetLength(long length)
    {
        _memory.SetLength(length);
        _pending.Add(new Write(length, -1, null, Forced: false));
    }

    public void Sync()
    {
        if (_pending.Count > 0)
        {
            _device = _memory.Copy();
            _pending.Clear();
        }
    }

    /// <summary>A sync that failed: some of it is on the device, and the rest is taken for clean. Later syncs do not write it.</summary>
    public void FailSync(SimRandom random)
    {
        Settle(random, Loss.Writes);
        _pending.Clear();
    }

    public void LosePower(SimRandom random)
    {
        Settle(random, (Loss)random.Below(4));
        _pending.Clear();
        _memory = _device.Copy();
        Locked = false;
    }

    /// <summary>Damage from outside: memory and device alike.</summary>
    public void Damage(Action<SimBlocks> change)
    {
        change(_memory);
        _device = _memory.Copy();
        _pending.Clear();
    }

    private void Settle(SimRandom random, Loss loss)
    {
        foreach (Write write in _pending)
        {
            if (!write.Forced && loss == Loss.All)
            {
                continue;
            }

            if (write.Length < 0)
            {
                if (loss == Loss.None || random.OneIn(2))
                {
                    _device.SetLength(write.Offset);
                }

                continue;
            }

            byte[] bytes = write.Bytes ?? new byte[write.Length];
            if (write.Forced || loss == Loss.None)
            {
                _device.Write(bytes, write.Offset);
            }
            else if (loss == Loss.Writes)
            {
                if (random.OneIn(2))
                {
                    _device.Write(bytes, write.Offset);
                }
            }
            else
            {
                Tear(bytes, write.Offset, random);
            }
        }
    }

    private void Tear(byte[] bytes, long offset, SimRandom random)
    {
        int percent = random.Below(101);
        for (int at = 0; at < bytes.Length;)
        {
            int count = (int)Math.Min(SectorBytes - ((offset + at) % SectorBytes), bytes.Length - at);
            if (random.Percent(percent))
            {
                _device.Write(bytes.AsSpan(at, count), offset + at);
            }

            at += count;
        }
    }

    private enum Loss
    {
        None,
        All,
        Writes,
        Sectors,
    }

    private readonly record struct Write(long Offset, int Length, byte[]? Bytes, bool Forced);
}
