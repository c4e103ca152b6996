using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>systemic.system_compromise</c> (SPEC 5): is somebody else at the controls? An operator's statement and a binary or configuration that is not
/// the attested one trip at once. A refused signature (unknown signer, key outside its policy) is first of all a mistake: the third within an
/// hour trips (decision). Must never forget a refusal because later signatures were good.
/// </summary>
public sealed class SystemCompromise : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly SystemCompromiseSettings _settings;
    private readonly long[] _refusedAt;
    private int _next;

    /// <summary>Fixes all memory.</summary>
    public SystemCompromise(SystemCompromiseSettings s)
    {
        _settings = s;
        _refusedAt = new long[s.RefusedSignatures];
        Array.Fill(_refusedAt, Never);
    }

    /// <summary>An operator's statement: a critical trip.</summary>
    public static Verdict Statement() => new(VerdictKind.Trip, Severity.Critical, new Evidence(1, 1, 0, Measure.Statement), IsWarming: false);

    /// <summary>Judges a comparison of binary and configuration with what was attested.</summary>
    /// <param name="matches">Whether both are the attested ones.</param>
    public Verdict OnAttestation(bool matches) => matches
        ? new Verdict(VerdictKind.Clear, default, new Evidence(0, 1, 0, Measure.Attestation), IsWarming: false)
        : new Verdict(VerdictKind.Trip, Severity.Critical, new Evidence(1, 1, 0, Measure.Attestation), IsWarming: false);

    /// <summary>Counts a signature that was refused.</summary>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnRefusedSignature(long now)
    {
        _refusedAt[_next] = now;
        _next = (_next + 1) % _refusedAt.Length;
        int count = 0;
        foreach (long at in _refusedAt)
        {
            count += at != Never && now - at <= _settings.RefusedWindowNs ? 1 : 0;
        }

        Evidence evidence = new(count, _settings.RefusedSignatures, _settings.RefusedWindowNs, Measure.RefusedSignatures);
        return count >= _settings.RefusedSignatures
            ? new Verdict(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_refusedAt.Length);
        writer.I32(_next);
        foreach (long at in _refusedAt)
        {
            writer.I64(at);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _refusedAt.Length, "refused signatures of system_compromise");
        _next = reader.Count(_refusedAt.Length - 1);
        foreach (ref long at in _refusedAt.AsSpan())
        {
            at = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a refused signature");
        }
    }
}
