using System.Threading;

namespace Basisd.Host.Http;

/// <summary>The published snapshot: the loop replaces it, everyone reads it, nobody waits.</summary>
public sealed class NodeView : INodeView
{
    private StatusSnapshot? _current;

    /// <inheritdoc/>
    public StatusSnapshot? Current => Volatile.Read(ref _current);

    /// <summary>Replaces the snapshot; the loop alone.</summary>
    public void Publish(StatusSnapshot snapshot) => Volatile.Write(ref _current, snapshot);
}
