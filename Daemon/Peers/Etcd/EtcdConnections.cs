using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Peers.Etcd;

/// <summary>
/// The connections to etcd, with the certificates of the moment: when their files are replaced, new requests go over new connections, and what is
/// under way ends over the ones before. Files that cannot be used change nothing; the next look tries again.
/// </summary>
internal sealed class EtcdConnections : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly EtcdSettings _settings;
    private readonly TimeSpan _connectTimeout;
    private readonly int _maxConnections;
    private HttpMessageInvoker _current;
    private HttpMessageInvoker? _before;
    private (long Certificate, long Key, long Authorities) _seen;
    private bool _isBehind;

    /// <summary>Makes them; nothing is connected yet.</summary>
    /// <param name="settings">Without a <see cref="EtcdSettings.Problem"/>.</param>
    /// <param name="connectTimeout">How long a connection may take to come about.</param>
    /// <param name="maxConnections">Most connections to one member: a request never waits for another one's.</param>
    /// <exception cref="EtcdSetupException">A certificate or key cannot be used.</exception>
    public EtcdConnections(EtcdSettings settings, TimeSpan connectTimeout, int maxConnections)
    {
        _settings = settings;
        _connectTimeout = connectTimeout;
        _maxConnections = maxConnections;
        _seen = Times();
        (_current, InUse) = Make();
    }

    /// <summary>The client certificate's file as it was read; null where there is none.</summary>
    public FileInUse? InUse { get; private set; }

    /// <summary>
    /// Reads the files again if one of them was replaced since, or if the last reading failed. Cheap; to be called every few seconds.
    /// </summary>
    /// <param name="problem">Why the certificates before stay; empty for nothing.</param>
    /// <returns>Whether new connections use other certificates.</returns>
    public bool Look(out string problem)
    {
        lock (_lock)
        {
            problem = "";
            (long, long, long) times = Times();
            if (times == _seen && !_isBehind)
            {
                return false;
            }

            _seen = times;
            try
            {
                (HttpMessageInvoker made, FileInUse? inUse) = Make();
                // The one before the last has had nothing to do for as long as two replacements are apart.
                _before?.Dispose();
                _before = Interlocked.Exchange(ref _current, made);
                InUse = inUse;
                _isBehind = false;
                return true;
            }
            catch (EtcdSetupException refused)
            {
                problem = refused.Message;
                _isBehind = true;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Volatile.Read(ref _current).SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _before?.Dispose();
            _current.Dispose();
        }

        base.Dispose(disposing);
    }

    private (HttpMessageInvoker Invoker, FileInUse? InUse) Make()
    {
        FileInUse? inUse = null;
        if (_settings.CertificateFile is { } file)
        {
            inUse = SecretFile.ReadPublic(file, out string problem) is { } text
                ? FileInUse.Of(file, text) : throw new EtcdSetupException($"the client certificate for etcd: {problem}");
        }

        return (EtcdTransport.Create(_settings, _connectTimeout, _maxConnections), inUse);
    }

    private (long Certificate, long Key, long Authorities) Times() =>
        (Time(_settings.CertificateFile), Time(_settings.KeyFile), Time(_settings.CaFile));

    private static long Time(string? path) => path is null ? 0 : FileInUse.WrittenAt(path);
}
