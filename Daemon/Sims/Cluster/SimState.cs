namespace Basisd.Sims.Cluster;

/// <summary>The state that a made-up journal leads to: small, but with everything that a failover can lose or widen.</summary>
internal struct SimState
{
    /// <summary>The one permission that a takeover leaves: to reduce.</summary>
    public const byte Reduce = 1;

    /// <summary>Every permission.</summary>
    public const byte All = 0xFF;

    public ulong Hash;
    public ulong Resolved;

    /// <summary>Epoch of the cluster's DMM that holds here; 0 for none.</summary>
    public ulong Dmm;

    /// <summary>Epoch of the latest resumption that the control slot accepted.</summary>
    public ulong Resumed;
    public byte Permissions;

    /// <summary>DMM by the slot's own decision, without an epoch of the cluster yet.</summary>
    public bool Latched;

    /// <summary>What the gate may show by this state.</summary>
    public readonly byte Shown => Dmm != 0 || Latched ? (byte)0 : Permissions;

    public void Apply(SimEntryKind kind, ulong epoch, ulong argument)
    {
        switch (kind)
        {
            case SimEntryKind.Takeover:
                Permissions &= Reduce;
                break;
            case SimEntryKind.Resolve:
                Resolved = argument;
                break;
            case SimEntryKind.Tighten:
                Permissions &= (byte)(argument & All);
                break;
            case SimEntryKind.Loosen:
                Permissions |= (byte)(argument & All);
                break;
            case SimEntryKind.Latch:
                Latched = true;
                break;
            case SimEntryKind.EnterDmm:
                Dmm = argument;
                Latched = false;
                break;
            case SimEntryKind.Resume:
                Resumed = argument;
                break;
            case SimEntryKind.LeaveDmm:
                Dmm = 0;
                break;
        }

        Hash = Mix(Hash, ((ulong)kind << 56) ^ argument ^ (epoch << 32) ^ Permissions);
    }

    /// <summary>One step of a hash that is the same on every machine.</summary>
    public static ulong Mix(ulong hash, ulong word)
    {
        unchecked
        {
            ulong z = (hash ^ word) * 0xBF58476D1CE4E5B9UL;
            return (z ^ (z >> 29)) + 0x9E3779B97F4A7C15UL;
        }
    }
}
