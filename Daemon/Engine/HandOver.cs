using System;

namespace Basisd.Engine;

/// <summary>
/// A committed state on its way to one engine, part by part as its socket takes them. Holds one copy of at most
/// <see cref="EngineProtocol.MaxCommitBytes"/>, shared by the sessions that are told.
/// </summary>
internal sealed class HandOver(long id, ReadOnlyMemory<byte> state)
{
    private int _sent;

    /// <summary>Id of its commit.</summary>
    public long Id { get; } = id;

    /// <summary>The activate that comes behind it, or null while there is none.</summary>
    public EngineCommand? Activate { get; set; }

    /// <summary>Whether every part was taken.</summary>
    public bool IsDone => _sent == state.Length;

    /// <summary>The next part.</summary>
    /// <param name="payload">Its bytes.</param>
    public ControlRecord Next(out ReadOnlySpan<byte> payload)
    {
        payload = state.Span.Slice(_sent, Math.Min(EngineProtocol.MaxStateBytes, state.Length - _sent));
        ControlRecord record = new() { Kind = ControlKind.State, Index = (uint)payload.Length, V0 = Id, V1 = _sent, V2 = state.Length };
        _sent += payload.Length;
        return record;
    }
}
