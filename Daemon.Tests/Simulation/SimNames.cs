using System.Collections.Generic;

namespace Basisd.Tests.Simulation;

/// <summary>The names of a directory, as programs see them and as the device holds them. Unsynced changes of names come through a power loss in any
/// combination.</summary>
internal sealed class SimNames
{
    private readonly List<Change> _pending = [];
    private SortedDictionary<string, SimInode> _memory = new(System.StringComparer.Ordinal);
    private SortedDictionary<string, SimInode> _device = new(System.StringComparer.Ordinal);

    public IEnumerable<string> All => _memory.Keys;

    public SimInode? Find(string name) => _memory.GetValueOrDefault(name);

    public SimInode Create(string name)
    {
        SimInode inode = new();
        _memory[name] = inode;
        _pending.Add(new Change(null, name, inode));
        return inode;
    }

    public void Rename(string from, string to)
    {
        SimInode inode = _memory[from];
        _memory.Remove(from);
        _memory[to] = inode;
        _pending.Add(new Change(from, to, inode));
    }

    public void Unlink(string name)
    {
        _memory.Remove(name);
        _pending.Add(new Change(name, null, null));
    }

    public void Sync()
    {
        _device = Clone(_memory);
        _pending.Clear();
    }

    public void Unlock()
    {
        foreach (SimInode inode in _memory.Values)
        {
            inode.Locked = false;
        }
    }

    public void LosePower(SimRandom random)
    {
        int kept = random.Below(3) switch { 0 => 0, 1 => 100, _ => random.Below(101) };
        foreach (Change change in _pending)
        {
            if (!random.Percent(kept))
            {
                continue;
            }

            if (change.From is { } from)
            {
                _device.Remove(from);
            }

            if (change.To is { } to)
            {
                _device[to] = change.Inode!;
            }
        }

        _pending.Clear();
        foreach (SimInode inode in new HashSet<SimInode>(_device.Values))
        {
            inode.LosePower(random);
        }

        _memory = Clone(_device);
    }

    /// <summary>Damage from outside: a name is put, replaced or taken away, on the device too.</summary>
    public void Put(string name, SimInode? inode)
    {
        _memory.Remove(name);
        if (inode is not null)
        {
            _memory[name] = inode;
        }

        Sync();
    }

    public SimNames Copy()
    {
        SimNames copy = new();
        foreach ((string name, SimInode inode) in _memory)
        {
            copy._memory[name] = inode.Copy();
        }

        copy.Sync();
        return copy;
    }

    private static SortedDictionary<string, SimInode> Clone(SortedDictionary<string, SimInode> names) => new(names, System.StringComparer.Ordinal);

    private readonly record struct Change(string? From, string? To, SimInode? Inode);
}
