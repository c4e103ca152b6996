using System.Runtime.InteropServices;
using Basisd.Node;

namespace Basisd.Engine;

/// <summary>One thing that came through the engine's socket, in the order of its arrival. Valid until the next poll.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct InboxItem
{
    /// <summary>The record, or the facts that <see cref="Kind"/> names.</summary>
    public Observation Record;

    /// <summary>Session id, unique while the endpoint lives.</summary>
    public long Session;

    /// <summary>Core time of its packet's arrival, Unix ns; 0 where no packet made it (a session that ended).</summary>
    public long ReceivedAt;

    /// <summary>What it reports.</summary>
    public InboxItemKind Kind;

    /// <summary>Why, where something was rejected or closed.</summary>
    public RejectReason Reason;
}
