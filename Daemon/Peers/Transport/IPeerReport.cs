using System;
using Basisd.Peers.Certificates;

namespace Basisd.Peers.Transport;

/// <summary>Where the peers' transport tells what people should know. Called from any thread; must not wait and must not throw.</summary>
public interface IPeerReport
{
    /// <summary>A peer was refused. Told at most once every ten seconds for a reason and a side; all are counted.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="text">Who from where, and why, for people.</param>
    void Refused(PeerRefusal reason, string text);

    /// <summary>The node itself failed to answer a peer: a bug. The peer learned no inner details.</summary>
    /// <param name="bug">What happened.</param>
    void Failed(Exception bug);
}
