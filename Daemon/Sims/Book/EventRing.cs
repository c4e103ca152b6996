using System;

namespace Basisd.Sims.Book;

/// <summary>
/// The venue's events in their one sequence. It holds a stated number of them and drops the oldest behind that; who asks for dropped ones
/// must be told so, never given a list with a hole.
/// </summary>
public sealed class EventRing(int capacity)
{
    private const int FirstRoom = 1_024;

    private VenueEvent[] _events = new VenueEvent[Math.Min(capacity, FirstRoom)];

    /// <summary>Sequence of the latest event; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Sequence of the oldest event that is held; 1 while none was dropped.</summary>
    public long First => Math.Max(1, Last - _events.Length + 1);

    /// <summary>An event that is held.</summary>
    public ref readonly VenueEvent this[long seq]
    {
        get
        {
            if (seq < First || seq > Last)
            {
                throw new ArgumentOutOfRangeException(nameof(seq), seq, "not held");
            }

            return ref _events[(int)(seq % _events.Length)];
        }
    }

    /// <summary>Appends an event behind the last one.</summary>
    /// <returns>Its sequence.</returns>
    public long Append(VenueEvent next)
    {
        if (Last >= _events.Length && _events.Length < capacity)
        {
            Grow();
        }

        Last++;
        _events[(int)(Last % _events.Length)] = next with { Seq = Last };
        return Last;
    }

    private void Grow()
    {
        VenueEvent[] larger = new VenueEvent[Math.Min(capacity, _events.Length * 2)];
        for (long seq = First; seq <= Last; seq++)
        {
            larger[(int)(seq % larger.Length)] = this[seq];
        }

        _events = larger;
    }
}
