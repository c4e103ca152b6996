using System;
using System.Threading;

namespace Basisd.Peers.Certificates;

/// <summary>
/// This node's certificate, its key and the CA, kept current without a restart: <see cref="Reload"/> when told, <see cref="Look"/> every now and
/// then. Files that do not belong together are never used: the set before stays, and the next look tries again, so that it does not matter in
/// which order the files are replaced.
/// </summary>
public sealed class NodeCredentials
{
    private readonly Lock _lock = new();
    private readonly CredentialFiles _files;
    private readonly string _cluster;
    private readonly string[] _nodes;
    private readonly int _self;
    private CredentialSet _current;
    private (long Certificate, long Key, long Authority) _seen;
    private bool _isBehind;

    private NodeCredentials(CredentialFiles files, string cluster, string[] nodes, int self, CredentialSet current)
    {
        _files = files;
        _cluster = cluster;
        _nodes = nodes;
        _self = self;
        _current = current;
    }

    /// <summary>
    /// Called after every <see cref="Reload"/> and <see cref="Look"/>, on the caller's thread: whoever has open connections looks at them again.
    /// </summary>
    public event EventHandler? Looked;

    /// <summary>The set that new connections use.</summary>
    public CredentialSet Current => Volatile.Read(ref _current);

    /// <summary>Id of the cluster.</summary>
    public string Cluster => _cluster;

    /// <summary>Names of the nodes, by number.</summary>
    public string[] Nodes => _nodes;

    /// <summary>Number of this node.</summary>
    public int Self => _self;

    /// <summary>Loads the files for the first time.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="cluster">Id of the cluster.</param>
    /// <param name="nodes">Names of its nodes, by number.</param>
    /// <param name="self">Number of this node.</param>
    /// <param name="problem">What is wrong, where, and how to mend it; empty when they were loaded.</param>
    /// <returns>The credentials, or null.</returns>
    public static NodeCredentials? Load(CredentialFiles files, string cluster, string[] nodes, int self, out string problem)
    {
        (long, long, long) seen = Times(files);
        CredentialSet? set = CredentialSet.Load(files, cluster, nodes[self], generation: 1, out problem);
        return set is null ? null : new NodeCredentials(files, cluster, nodes, self, set) { _seen = seen };
    }

    /// <summary>Reads the files again and takes them for all new connections if they belong together. Any thread may call it.</summary>
    /// <param name="problem">Why the set before stays; empty when the files are in use.</param>
    /// <returns>Whether the files are in use.</returns>
    public bool Reload(out string problem)
    {
        lock (_lock)
        {
            _seen = Times(_files);
            CredentialSet? set = CredentialSet.Load(_files, _cluster, _nodes[_self], _current.Generation + 1, out problem);
            _isBehind = set is null;
            if (set is not null && set.Source != _current.Source)
            {
                Volatile.Write(ref _current, set);
            }
        }

        Looked?.Invoke(this, EventArgs.Empty);
        return problem.Length == 0;
    }

    /// <summary>
    /// Reads the files again if one of them was replaced since, or if the last reading failed. Cheap; to be called every few seconds. Also has open
    /// connections looked at, whose certificates may have expired.
    /// </summary>
    /// <param name="problem">Why the set before stays; empty when the files are in use.</param>
    /// <returns>Whether the files were read again.</returns>
    public bool Look(out string problem)
    {
        bool isNew;
        lock (_lock)
        {
            isNew = _isBehind || _seen != Times(_files);
        }

        if (isNew)
        {
            Reload(out problem);
            return true;
        }

        problem = "";
        Looked?.Invoke(this, EventArgs.Empty);
        return false;
    }

    private static (long Certificate, long Key, long Authority) Times(CredentialFiles files) =>
        (FileInUse.WrittenAt(files.Certificate), FileInUse.WrittenAt(files.Key), FileInUse.WrittenAt(files.Authority));
}
