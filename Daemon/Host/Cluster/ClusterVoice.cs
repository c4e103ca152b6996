using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Host.Logging;
using Basisd.Host.Loop;
using Basisd.Peers.Certificates;
using Basisd.Peers.Etcd;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>What the ways to etcd and to the other nodes have to say goes to the log, each thing once until it changes.</summary>
internal sealed class ClusterVoice(LogRelay log) : IArbiterReport, IPeerReport
{
    private readonly Lock _sync = new();
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);
    private volatile bool _wentBack;

    /// <summary>Whether an answer proved that the arbiter went back, and none has counted since.</summary>
    public bool HasArbiterWentBack => _wentBack;

    /// <inheritdoc/>
    public void TryFailed(Uri endpoint, string what)
    {
        if (IsNews(endpoint.Authority, what))
        {
            log.Post(l => l.Of(LogEvents.ArbiterLost).Warning("etcd at {Endpoint}: {Problem}", endpoint.Authority, what));
        }
    }

    /// <inheritdoc/>
    public void WentBack() => _wentBack = true;

    /// <inheritdoc/>
    public void RecordDamaged(string key, long revision, string why) =>
        log.Post(l => l.Of(LogEvents.ArbiterLost).Error("etcd holds no record in {Key} (revision {Revision}): {Problem}", key, revision, why));

    /// <inheritdoc/>
    public void Refused(PeerRefusal reason, string text) => log.Post(l => l.Of(LogEvents.CertificateProblem).Warning("{Problem}", text));

    /// <inheritdoc/>
    public void Failed(Exception bug) => log.Post(l => l.Of(LogEvents.Fault).Error(bug, "a peer could not be answered"));

    /// <summary>The arbiter answers again: what is wrong the next time is news.</summary>
    public void Forget()
    {
        lock (_sync)
        {
            _said.Clear();
            _wentBack = false;
        }
    }

    private bool IsNews(string about, string what)
    {
        lock (_sync)
        {
            bool news = !_said.TryGetValue(about, out string? said) || said != what;
            _said[about] = what;
            return news;
        }
    }
}
