namespace Basisd.Engine;

/// <summary>What a refused engine is told, so that its author knows what to mend.</summary>
internal static class Refusals
{
    /// <summary>One sentence, at most <see cref="EngineProtocol.MaxTextBytes"/> bytes.</summary>
    public static string Text(RejectReason reason, EngineOptions options) => reason switch
    {
        RejectReason.NotHello => "the first packet must be one 64-byte hello record, kind 0x8001",
        RejectReason.BadMagic => "the hello's index must be the magic, the bytes BSEN",
        RejectReason.BadVersion => $"this daemon speaks protocol version {EngineProtocol.Version}, in V0 of the hello",
        RejectReason.BadHello => "the hello needs a name of 1 to 32 printable ASCII bytes, known flags, zero in reserved fields, and no payload",
        RejectReason.HandshakeTimeout => $"no hello within {options.HandshakeTimeoutMs} ms",
        RejectReason.TooManySessions => $"no room: {options.MaxSessions} sessions and {options.MaxHandshakes} unfinished handshakes are the most",
        RejectReason.SlowReader => "packets to this engine were not read",
        RejectReason.RingCorrupt => "the ring's counter of published records went back, or ahead of the ring's room",
        RejectReason.Closing => "the daemon ends the session",
        _ => "refused",
    };
}
