using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>internal.node_silent</c> (SPEC 5, 12): do the other nodes still live, and does every slot have an owner? A peer whose heartbeats stay away
/// beyond the detection time trips; it is fine again as soon as one is heard (the hold is the policy's). A slot without owner for longer than a
/// takeover may last is critical. A peer never heard of has not joined yet, and one that said that it is stopping has left: neither is silence. A
/// rolling upgrade of three nodes would be three faults within minutes otherwise, and halt the platform. Silence is judged by our own clock, so
/// whoever asks must have looked at the heartbeats that arrived first. Must never take part in deciding ownership: it only reports.
/// </summary>
public sealed class NodeSilent : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly NodeSilentSettings _settings;
    private readonly long[] _heardAt;
    private long _slotAt = Never;
    private long _ownerlessSince = Never;

    /// <summary>Fixes all memory.</summary>
    public NodeSilent(int peers, NodeSilentSettings s)
    {
        _settings = s;
        _heardAt = new long[peers];
        Array.Fill(_heardAt, Never);
    }

    /// <summary>Notes a peer's heartbeat.</summary>
    /// <param name="peer">Index of the peer.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public void OnHeartbeat(int peer, long now) => _heardAt[peer] = now;

    /// <summary>Notes that a peer says that it is stopping: until it is heard again nothing is expected of it.</summary>
    /// <param name="peer">Index of the peer.</param>
    public void OnLeft(int peer) => _heardAt[peer] = Never;

    /// <summary>Judges a peer's silence; to be asked several times a second. None while it was never heard of.</summary>
    public Verdict Judge(int peer, long now)
    {
        if (_heardAt[peer] == Never)
        {
            return Verdict.None;
        }

        long silence = now - _heardAt[peer];
        Evidence evidence = new(silence, _settings.DetectionNs, 0, Measure.Silence);
        return silence > _settings.DetectionNs
            ? new Verdict(VerdictKind.Trip, Severity.High, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Clear, default, evidence, IsWarming: false);
    }

    /// <summary>Notes whether the slot has an owner.</summary>
    /// <param name="owned">Whether it has one.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public void OnSlot(bool owned, long now)
    {
        _ownerlessSince = owned ? Never : _ownerlessSince == Never ? now : _ownerlessSince;
        _slotAt = now;
    }

    /// <summary>Judges the slot; to be asked every second. None before its state was known, no data when it is old and the slot was owned.</summary>
    public Verdict JudgeSlot(long now)
    {
        if (_slotAt == Never)
        {
            return Verdict.None;
        }

        // A slot last seen without owner stays without until one is seen: not knowing better is no reason to stop counting.
        long ownerless = _ownerlessSince == Never ? 0 : now - _ownerlessSince;
        Evidence evidence = new(ownerless, _settings.OwnerlessNs, 0, Measure.Ownerless);
        if (ownerless > _settings.OwnerlessNs)
        {
            return new Verdict(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false);
        }

        VerdictKind kind = now - _slotAt > _settings.Policy.MaxAgeNs ? VerdictKind.NoData
            : _ownerlessSince == Never ? VerdictKind.Clear : VerdictKind.Between;
        return new Verdict(kind, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_heardAt.Length);
        foreach (long at in _heardAt)
        {
            writer.I64(at);
        }

        writer.I64(_slotAt);
        writer.I64(_ownerlessSince);
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _heardAt.Length, "peers of node_silent");
        foreach (ref long at in _heardAt.AsSpan())
        {
            at = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a heartbeat");
        }

        _slotAt = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a slot's state");
        _ownerlessSince = MemoryShape.Within(reader.I64(), Never, _slotAt, "start of a slot without owner");
    }
}
