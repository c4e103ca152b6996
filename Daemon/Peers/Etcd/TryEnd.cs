namespace Basisd.Peers.Etcd;

/// <summary>How one try at one member ended.</summary>
internal enum TryEnd : byte
{
    /// <summary>With an answer that can be read.</summary>
    Answered = 0,

    /// <summary>Certainly nothing was carried out: not sent, or refused in words that say so.</summary>
    Refused = 1,

    /// <summary>It may have been carried out, or may be yet.</summary>
    Lost = 2,
}
