using System;
using System.Buffers.Binary;
using Basisd.Node;

namespace Basisd.Sims.Cluster;

/// <summary>
/// One copy of a slot's journal on a made-up disk: what is appended, how far it is durable, and whether it was hurt. It survives its process; a
/// crash takes
/// some of what was not durable.
/// </summary>
internal sealed class SimJournal
{
    private const int Room = 256;

    private SimEntry[] _entries = new SimEntry[Room];

    /// <summary>Last appended sequence; the first is 1.</summary>
    public ulong Appended { get; private set; }

    /// <summary>Last durable sequence.</summary>
    public ulong Durable { get; private set; }

    /// <summary>An entry that was durable cannot be read any more: the next start finds it.</summary>
    public bool IsDamaged { get; private set; }

    public ulong LastEpoch => Appended == 0 ? 0 : this[Appended].Epoch;

    public SimState Head => Appended == 0 ? default : this[Appended].State;

    public ref readonly SimEntry this[ulong sequence] => ref _entries[(int)sequence - 1];

    /// <summary>Hash over everything up to a sequence; 0 before the first.</summary>
    public ulong ChainAt(ulong sequence) => sequence == 0 ? 0 : this[sequence].Chain;

    public SimState StateAt(ulong sequence) => sequence == 0 ? default : this[sequence].State;

    public void Append(SimEntryKind kind, ulong epoch, ulong argument)
    {
        SimEntry entry = new() { Kind = kind, Epoch = epoch, Argument = argument, State = Head };
        entry.State.Apply(kind, epoch, argument);
        entry.Chain = SimState.Mix(ChainAt(Appended), SimState.Mix(entry.State.Hash, epoch));
        Put(entry);
    }

    /// <summary>Appends what a real core wrote.</summary>
    public void Append(EntryKind kind, ulong epoch, ReadOnlySpan<byte> payload)
    {
        ulong digest = (ulong)kind;
        ReadOnlySpan<byte> rest = payload;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            digest = SimState.Mix(digest, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        foreach (byte last in rest)
        {
            digest = SimState.Mix(digest, last);
        }

        SimEntry entry = new() { Kind = SimEntryKind.Core, Node = kind, Epoch = epoch, Argument = digest, State = Head, Payload = payload.ToArray() };
        entry.State.Apply(entry.Kind, epoch, digest);
        entry.Chain = SimState.Mix(ChainAt(Appended), SimState.Mix(entry.State.Hash, epoch));
        Put(entry);
    }

    /// <summary>Appends a frame as it came from the owner.</summary>
    public void Put(in SimEntry entry)
    {
        if ((int)Appended == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[(int)Appended++] = entry;
    }

    public void Synced(ulong sequence) => Durable = Math.Max(Durable, Math.Min(sequence, Appended));

    /// <summary>Takes off everything behind a sequence.</summary>
    public void Cut(ulong sequence)
    {
        Appended = Math.Min(Appended, sequence);
        Durable = Math.Min(Durable, Appended);
    }

    /// <summary>A crash: of what was not durable, only so much is left.</summary>
    /// <param name="kept">Entries behind the durable ones that are left.</param>
    /// <param name="lost">Entries that the disk said were durable and were not.</param>
    public void Crash(ulong kept, ulong lost)
    {
        Cut(Durable + Math.Min(kept, Appended - Durable) - Math.Min(lost, Durable));
        Durable = Appended;
    }

    /// <summary>The last entry is not what it was.</summary>
    public void Hurt()
    {
        IsDamaged = true;
        if (Appended > 0)
        {
            _entries[(int)Appended - 1].Chain ^= 1;
        }
    }

    /// <summary>Everything is thrown away.</summary>
    public void Wipe()
    {
        Cut(0);
        IsDamaged = false;
    }

    /// <summary>Everything is thrown away for the owner's journal up to a sequence.</summary>
    public void Rebuild(ReadOnlySpan<SimEntry> entries)
    {
        Wipe();
        foreach (ref readonly SimEntry entry in entries)
        {
            Put(entry);
        }

        Synced(Appended);
    }

    public ReadOnlySpan<SimEntry> From(ulong first, ulong last) =>
        first > last ? [] : _entries.AsSpan((int)first - 1, (int)(last - first) + 1);
}
