using System;
using Basisd.Node;

namespace Basisd.Engine;

/// <summary>
/// The bounded batch between the socket and the loop: preallocated, filled by one poll, emptied by the next. Whoever adds has asked
/// <see cref="Free"/> before; a full inbox leaves packets in the kernel, which is the back-pressure. Never grows.
/// </summary>
internal sealed class Inbox(int capacity)
{
    private readonly InboxItem[] _items = new InboxItem[capacity];
    private int _count;

    /// <summary>Items in it.</summary>
    public int Count => _count;

    /// <summary>Items that still fit.</summary>
    public int Free => _items.Length - _count;

    /// <summary>The items, oldest first.</summary>
    public ReadOnlySpan<InboxItem> Items => _items.AsSpan(0, _count);

    /// <summary>Forgets all items.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds an item.</summary>
    public void Add(InboxItemKind kind, long session, RejectReason reason, long receivedAt, in Observation record)
    {
        ref InboxItem item = ref _items[_count];
        item.Record = record;
        item.Session = session;
        item.ReceivedAt = receivedAt;
        item.Kind = kind;
        item.Reason = reason;
        _count++;
    }
}
