using System;
using System.Collections.Generic;
using Basisd.Host.Logging;
using Basisd.Host.Loop;
using Basisd.Peers;
using Basisd.Peers.Certificates;
using Basisd.Peers.Etcd;
using Basisd.Peers.Heartbeats;

namespace Basisd.Host.Cluster;

/// <summary>
/// The files that a node takes into use while it runs: its certificate and the CA's, the client certificate towards etcd, the keys of the heartbeats.
/// The cluster's thread looks at them; what cannot be used is said, and what was in use stays.
/// </summary>
internal sealed class ClusterFiles(NodeCredentials credentials, HeartbeatFile heartbeat, HeartbeatSocket socket, ArbiterLink arbiter, LogRelay log)
{
    private readonly (string Problem, int Looks)[] _wrong = [("", 0), ("", 0), ("", 0)];

    /// <summary>End of this node's certificate or of the CA's, whichever is first, Unix seconds.</summary>
    public long ExpiresAt => credentials.Current.ExpiresAt;

    /// <summary>What is in use: for the other nodes, for etcd where a certificate is shown to it, for the heartbeats.</summary>
    public IReadOnlyList<FileInUse> InUse => arbiter.CertificateInUse is { } etcd
        ? [credentials.Current.InUse, etcd, heartbeat.InUse]
        : [credentials.Current.InUse, heartbeat.InUse];

    /// <summary>Reads again what was replaced. Cheap; to be called every few seconds, on the thread that owns the socket.</summary>
    public void Look()
    {
        long before = credentials.Current.Generation;
        credentials.Look(out string problem);
        Say(0, credentials.Current.Generation != before, credentials.Current.InUse, problem);
        bool isTaken = arbiter.LookAtCertificates(out problem);
        Say(1, isTaken, arbiter.CertificateInUse, problem);
        isTaken = heartbeat.Look(out problem);
        if (isTaken)
        {
            socket.Take(heartbeat.Keys);
        }

        Say(2, isTaken, heartbeat.InUse, problem);
    }

    // Between the replacement of a certificate and of its key the two do not belong together: what is still wrong at the next look is said, once.
    private void Say(int which, bool isTaken, FileInUse? file, string problem)
    {
        ref (string Problem, int Looks) wrong = ref _wrong[which];
        wrong = (problem, problem.Length == 0 ? 0 : problem == wrong.Problem ? Math.Min(wrong.Looks + 1, 3) : 1);
        if (wrong.Looks == 2)
        {
            log.Post(l => l.Of(LogEvents.CertificateProblem).Error("the certificates and keys before stay in use: {Problem}", problem));
        }
        else if (problem.Length == 0 && isTaken && file is not null)
        {
            log.Post(l => l.Of(LogEvents.CredentialsTaken).Information("{Path} was replaced and is in use, sha256 {Sha256}", file.Path, file.Sha256));
        }
    }
}
