using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The latest takeover of the slot (SPEC 12): its epoch, since when, and which venues' records have not been held against the journal since. It
/// says what
/// is still to be settled and knows no permission; a journal of a node that runs alone has none. Must never call a venue reconciled twice, nor take
/// an epoch that is not higher than the one before.
/// </summary>
public sealed class TakeoverBook
{
    /// <summary>Longest name of a node, bytes of UTF-8.</summary>
    public const int MaxNameBytes = 64;

    private readonly bool[] _awaited;

    /// <summary>Starts with no takeover.</summary>
    public TakeoverBook(int venues) => _awaited = new bool[venues];

    /// <summary>Epoch of the latest takeover, 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Core time of the latest takeover, Unix nanoseconds.</summary>
    public long At { get; private set; }

    /// <summary>Number of the slot, as the engine is told.</summary>
    public int Slot { get; private set; }

    /// <summary>How far it is.</summary>
    public TakeoverStage Stage { get; private set; }

    /// <summary>Number of the command that activated the engine under this epoch, 0 for none.</summary>
    public long ActivationId { get; private set; }

    /// <summary>Core time at which it was ordered, Unix nanoseconds.</summary>
    public long ActivatedAt { get; private set; }

    /// <summary>Whether there ever was one.</summary>
    public bool HasAny => Epoch != 0;

    /// <summary>Whether the slot has no acting engine: not yet, or no longer.</summary>
    public bool IsHeld => Stage is TakeoverStage.Reconciling or TakeoverStage.Released;

    /// <summary>Venues that are still to be reconciled.</summary>
    public int Awaited { get; private set; }

    /// <summary>Whether a venue's records have not been shown to agree since the takeover.</summary>
    public bool Awaits(int venue) => _awaited[venue];

    /// <summary>A takeover begins: nothing is reconciled, nobody acts.</summary>
    /// <returns>False, and nothing changed, if its epoch is not higher than the one before.</returns>
    public bool TryBegin(long epoch, int slot, long at)
    {
        if (epoch <= Epoch || epoch > SafetyState.MaxNumber || slot < 0)
        {
            return false;
        }

        (Epoch, Slot, At) = (epoch, slot, at);
        Stage = TakeoverStage.Reconciling;
        ActivationId = 0;
        ActivatedAt = 0;
        Array.Fill(_awaited, true);
        Awaited = _awaited.Length;
        return true;
    }

    /// <summary>A venue's records agree.</summary>
    /// <returns>False if it was not awaited.</returns>
    public bool TryReconcile(int venue)
    {
        if (venue < 0 || venue >= _awaited.Length || !_awaited[venue])
        {
            return false;
        }

        _awaited[venue] = false;
        Awaited--;
        return true;
    }

    /// <summary>The engine was told to act.</summary>
    public bool TryActivate(long command, long at)
    {
        bool fits = Stage == TakeoverStage.Reconciling && command > 0;
        if (fits)
        {
            Stage = TakeoverStage.Active;
            ActivationId = command;
            ActivatedAt = at;
        }

        return fits;
    }

    /// <summary>The engine was told to stop acting: the slot is let go.</summary>
    public bool TryRelease()
    {
        bool fits = Stage is TakeoverStage.Reconciling or TakeoverStage.Active;
        Stage = fits ? TakeoverStage.Released : Stage;
        return fits;
    }

    /// <summary>Writes it.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(Epoch);
        writer.I64(At);
        writer.I32(Slot);
        writer.U8((byte)Stage);
        writer.I64(ActivationId);
        writer.I64(ActivatedAt);
        writer.I32(_awaited.Length);
        foreach (bool awaited in _awaited)
        {
            writer.Bool(awaited);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CanonicalFormatException">Another number of venues, or a takeover that cannot be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Epoch = reader.I64();
        At = reader.I64();
        Slot = reader.I32();
        Stage = (TakeoverStage)reader.U8();
        ActivationId = reader.I64();
        ActivatedAt = reader.I64();
        bool fits = Epoch is >= 0 and <= SafetyState.MaxNumber && Stage <= TakeoverStage.Released && (Epoch == 0) == (Stage == TakeoverStage.None);
        if (!fits || reader.I32() != _awaited.Length)
        {
            throw new CanonicalFormatException("the takeover is none that can be, or of another number of venues");
        }

        Awaited = 0;
        for (int venue = 0; venue < _awaited.Length; venue++)
        {
            _awaited[venue] = reader.Bool();
            Awaited += _awaited[venue] ? 1 : 0;
        }
    }
}
