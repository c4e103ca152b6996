using System;

namespace Basisd.Peers.Etcd;

/// <summary>
/// Hears what operators should know of the arbiter, on threads of the pool. It must not block. A member that is away is reported with every
/// try, several times a second: whoever writes a log says it once.
/// </summary>
public interface IArbiterReport
{
    /// <summary>A try at one member brought no answer that counts.</summary>
    /// <param name="endpoint">The member.</param>
    /// <param name="what">What went wrong, and how to mend it where that is known.</param>
    void TryFailed(Uri endpoint, string what);

    /// <summary>
    /// An answer proves that the arbiter went back: it is of an older state than one that had been heard when the question was sent, or of another
    /// etcd. Said with every such answer. Who only tells people in words need not listen:
    /// <see cref="TryFailed"/> says it too.
    /// </summary>
    void WentBack()
    {
    }

    /// <summary>A key holds what is no record of the protocol. Said once for each revision.</summary>
    /// <param name="key">Full name of the key.</param>
    /// <param name="revision">Revision of its latest change.</param>
    /// <param name="why">What is wrong with it.</param>
    void RecordDamaged(string key, long revision, string why);
}
