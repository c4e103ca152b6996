namespace Basisd.Cluster;

/// <summary>
/// The step that is under way: its time and where its effects go. One instance is shared by all parts of a <see cref="ClusterCore"/>, so that
/// none of them can act at another time than the step's. It must never outlive a step in anybody's memory.
/// </summary>
internal sealed class Turn(ClusterGuards without)
{
    private ClusterEffects _effects = new();

    /// <summary>CLOCK_BOOTTIME of the step, ns.</summary>
    public long Now { get; private set; }

    /// <summary>Wall clock, Unix ns; for anti-flapping and for people alone.</summary>
    public long Wall { get; private set; }

    /// <summary>Whether a step was ever begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Begins a step. Time never goes back: a host that was told two times out of order gets the later one.</summary>
    public void Begin(long now, long wall, ClusterEffects effects)
    {
        Now = HasBegun && now < Now ? Now : now;
        Wall = wall;
        HasBegun = true;
        _effects = effects;
        effects.Clear();
    }

    /// <summary>Whether a guard was taken away: only a simulator does that.</summary>
    public bool Lacks(ClusterGuards guard) => (without & guard) != ClusterGuards.None;

    /// <summary>One more effect.</summary>
    public void Add(in ClusterEffect effect) => _effects.Add(effect);

    /// <summary>Tells people.</summary>
    public void Tell(ClusterEvent what, int slot = SlotRecord.None, int node = SlotRecord.None, ulong epoch = 0) =>
        _effects.Add(new() { Kind = ClusterEffectKind.Event, Event = what, Slot = slot, Node = node, Epoch = epoch });

    /// <summary>Answers an operator.</summary>
    public void Answer(long id, int slot, bool yes, ClusterEvent why) =>
        _effects.Add(new() { Kind = ClusterEffectKind.Answer, Id = id, Slot = slot, Flag = yes, Event = why });
}
