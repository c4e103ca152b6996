using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Gate;

/// <summary>
/// Reads a permission page from another process: the C# twin of <c>basis_gate.h</c>, for engines on .NET and for <c>basisd gate</c>.
/// Attaching may fail and says why; after it nothing throws, and everything it does not understand is DENY. It never trusts
/// a size in the file beyond the mapped length, and it never writes. One thread attaches and selects; checks may run on any thread.
/// </summary>
public sealed unsafe class GateReader : IDisposable
{
    private static readonly ulong* s_allOnes = Constant(ulong.MaxValue);
    private static readonly ulong* s_allZeros = Constant(0);

    private const int ErrnoNoEntry = 2;

    private byte* _start;
    private int _length;
    private int _cells;

    private GateReader(string path) => Path = path;

    /// <summary>Where the page is looked for.</summary>
    public string Path { get; }

    /// <summary>Outcome of the last attach or reattach.</summary>
    public GateAttachResult Result { get; private set; }

    /// <summary>What was wrong at the last attach, for people; empty when nothing was.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Number of scopes of the attached page; 0 when none is attached.</summary>
    public int ScopeCount => _cells;

    /// <summary>
    /// Whether the attached page is worth keeping: neither retired nor expired. When it is not, call <see cref="Reattach"/> off the hot
    /// path and select anew: after a restart of the daemon the page is a new file.
    /// </summary>
    public bool IsLive
    {
        get
        {
            if (_start == null || Volatile.Read(ref *(uint*)(_start + GateLayout.StateOffset)) != GateLayout.StateLive)
            {
                return false;
            }

            return Volatile.Read(ref *(long*)(_start + GateLayout.ValidUntilOffset)) > BootClock.NowNs();
        }
    }

    /// <summary>Attaches. A reader is returned in any case; one without a page denies everything and can <see cref="Reattach"/> later.</summary>
    /// <param name="path">Default <c>/run/basisd/gate</c>.</param>
    public static GateReader Attach(string path)
    {
        GateReader reader = new(path);
        reader.Reattach();
        return reader;
    }

    /// <summary>
    /// Looks at the path again. When another page is there and is sound, moves to it: selections made before deny from then on.
    /// When not, keeps what it has (which closes by itself).
    /// </summary>
    public GateAttachResult Reattach()
    {
        Result = Open();
        return Result;
    }

    /// <summary>
    /// Resolves the scopes of a request. The platform is always among them; an unknown name, or more than four beside the platform,
    /// makes a selection that denies everything.
    /// </summary>
    /// <param name="names">Scope names, for example <c>module/rewards</c>, <c>asset/BTC</c>, <c>venue/kraken</c>.</param>
    public GateSelection Select(params ReadOnlySpan<string> names)
    {
        if (_start == null)
        {
            return default;
        }

        ulong** slots = stackalloc ulong*[GateLayout.MaxScopesPerCheck - 1] { s_allOnes, s_allOnes, s_allOnes, s_allOnes };
        int used = 0;
        bool refused = false;
        foreach (string name in names)
        {
            int index = IndexOf(name);
            if (index == 0)
            {
                continue;
            }

            if (index < 0 || used == GateLayout.MaxScopesPerCheck - 1)
            {
                refused = true;
                continue;
            }

            slots[used++] = Word(index);
        }

        return new(_start, refused ? s_allZeros : slots[0], slots[1], slots[2], slots[3], Clock);
    }

    /// <summary>Cell index of a scope, or -1 when the page does not have it, or has it twice.</summary>
    public int IndexOf(string name)
    {
        if (_start == null || string.IsNullOrEmpty(name) || name.Length > GateLayout.MaxNameLength)
        {
            return -1;
        }

        Span<byte> wanted = stackalloc byte[GateLayout.MaxNameLength * 3];
        int length = Encoding.UTF8.GetBytes(name, wanted);
        int found = -1;
        for (int i = 0; i < _cells; i++)
        {
            if (!GatePage.Name(Bytes(), _cells, i).SequenceEqual(wanted[..length]))
            {
                continue;
            }

            if (found >= 0)
            {
                return -1;
            }

            found = i;
        }

        return found;
    }

    /// <summary>The header as people see it; all zeros when no page is attached.</summary>
    public GateHeader Header()
    {
        if (_start == null)
        {
            return default;
        }

        ReadOnlySpan<byte> b = Bytes();
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.EpochOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.GenerationOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.DaemonPidOffset..]),
            Clock,
            Volatile.Read(ref *(uint*)(_start + GateLayout.StateOffset)) != GateLayout.StateLive,
            Volatile.Read(ref *(long*)(_start + GateLayout.ValidUntilOffset)),
            BinaryPrimitives.ReadUInt32LittleEndian(b[GateLayout.PlatformModeOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.LastSequenceOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(b[GateLayout.UpdatedAtOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(b[GateLayout.RenewalsOffset..]));
    }

    /// <summary>One scope as people see it; the default value when the index is outside the page.</summary>
    /// <param name="index">0 to <see cref="ScopeCount"/> − 1.</param>
    public GateCell Cell(int index)
    {
        if (index < 0 || index >= _cells)
        {
            return default;
        }

        byte kind = GatePage.Entry(Bytes(), _cells, index)[GateLayout.NameKindOffset];
        string name = Encoding.UTF8.GetString(GatePage.Name(Bytes(), _cells, index));
        byte* cell = (byte*)Word(index);
        return new(
            name,
            (GateScopeKind)kind,
            Volatile.Read(ref *(ulong*)(cell + GateLayout.CellWordOffset)),
            Volatile.Read(ref *(cell + GateLayout.CellModeOffset)),
            Volatile.Read(ref *(cell + GateLayout.CellStageOffset)),
            Volatile.Read(ref *(ulong*)(cell + GateLayout.CellSequenceOffset)),
            Volatile.Read(ref *(long*)(cell + GateLayout.CellChangedAtOffset)));
    }

    /// <summary>Detaches. Selections that are still around deny.</summary>
    public void Dispose()
    {
        LetGo();
        Result = GateAttachResult.Detached;
    }

    private GateAttachResult Open()
    {
        Problem = string.Empty;
        if (!BootId.TryRead(out BootId boot, out string problem))
        {
            return Refuse(GateAttachResult.OtherBoot, problem);
        }

        byte* start;
        int length;
        try
        {
            using SafeFileHandle file = MemoryCalls.Open(Path, writable: false);
            long size = MemoryCalls.Length(file);
            if (size < GateLayout.TotalSize(1))
            {
                return size < 0
                    ? Refuse(GateAttachResult.Unreadable, $"{Path} is no regular file")
                    : Refuse(GateAttachResult.TooShort, $"{Path} has {size} bytes, a gate page has {GateLayout.TotalSize(1)} or more");
            }

            length = (int)Math.Min(size, GateLayout.TotalSize(GateLayout.MaxCells));
            start = MemoryCalls.Map(file, Path, (nuint)length, writable: false);
        }
        catch (LinuxException e)
        {
            return Refuse(e.Errno == ErrnoNoEntry ? GateAttachResult.Absent : GateAttachResult.Unreadable, e.Message);
        }

        GateAttachResult result = JudgeMapping(start, length, boot, out int cells);
        if (result != GateAttachResult.Attached || IsSamePage(start))
        {
            MemoryCalls.Unmap(start, (nuint)length);
            return result == GateAttachResult.Attached ? result : Refuse(result, $"{Path}: {Describe(result)}");
        }

        LetGo();
        _start = start;
        _length = length;
        _cells = cells;
        return result;
    }

    private static GateAttachResult JudgeMapping(byte* start, int length, BootId boot, out int cells)
    {
        ReadOnlySpan<byte> b = new(start, length);
        GateAttachResult result = GatePage.Judge(b, out cells);
        if (result != GateAttachResult.Attached)
        {
            return result;
        }

        if (BootId.Read(b[GateLayout.BootIdOffset..]) != boot)
        {
            return GateAttachResult.OtherBoot;
        }

        return Volatile.Read(ref *(uint*)(start + GateLayout.StateOffset)) == GateLayout.StateLive
            ? GateAttachResult.Attached
            : GateAttachResult.Retired;
    }

    private static string Describe(GateAttachResult result) => result switch
    {
        GateAttachResult.TooShort => "shorter than its own header says",
        GateAttachResult.NotAPage => "not a gate page",
        GateAttachResult.OtherVersion => $"a gate page of another version than {GateLayout.Version}, or on a clock that this reader does not know",
        GateAttachResult.BadLayout => "a damaged gate page: its sizes cannot be",
        GateAttachResult.BadNames => "a damaged gate page: its names cannot be",
        GateAttachResult.OtherBoot => "a gate page of another boot",
        GateAttachResult.Retired => "closed: its daemon has stopped",
        _ => result.ToString(),
    };

    private static ulong* Constant(ulong value)
    {
        ulong* word = (ulong*)NativeMemory.AlignedAlloc(GateLayout.CellSize, GateLayout.CellSize); // a line of its own, for ever
        *word = value;
        return word;
    }

    private GateAttachResult Refuse(GateAttachResult result, string problem)
    {
        Problem = problem;
        return result;
    }

    private bool IsSamePage(byte* other) =>
        _start != null
        && *(ulong*)(_start + GateLayout.GenerationOffset) == *(ulong*)(other + GateLayout.GenerationOffset)
        && *(ulong*)(_start + GateLayout.EpochOffset) == *(ulong*)(other + GateLayout.EpochOffset)
        && *(uint*)(_start + GateLayout.DaemonPidOffset) == *(uint*)(other + GateLayout.DaemonPidOffset);

    /// <summary>Leaves zeros where the page was: a selection that somebody still holds reads "closed", not freed memory.</summary>
    private void LetGo()
    {
        if (_start != null && !MemoryCalls.ReplaceByZeros(_start, (nuint)_length))
        {
            Problem = "the old page stays mapped; it is closed";
        }

        _start = null;
        _length = 0;
        _cells = 0;
    }

    /// <summary>Written before the page got its name and never again. What is no known clock was refused when the page was judged.</summary>
    private GateClock Clock => (GateClock)BinaryPrimitives.ReadUInt32LittleEndian(Bytes()[GateLayout.ClockOffset..]);

    private ReadOnlySpan<byte> Bytes() => new(_start, _length);

    private ulong* Word(int index) =>
        (ulong*)(_start + GateLayout.CellsOffset + (index * GateLayout.CellSize) + GateLayout.CellWordOffset);
}
