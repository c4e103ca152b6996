using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>internal.input_stale</c> (SPEC 5, R-4.1): is every input that a decision needs still arriving? Each has its own maximum age. An input that was
/// never seen since the start is awaited, which is not a trip: its scope has not opened yet. Must never take silence for health, and never
/// take an input that nobody defined for one that is fine.
/// </summary>
public sealed class InputStale : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly long[] _maxAge;
    private readonly long[] _seenAt;

    /// <summary>Fixes all memory.</summary>
    public InputStale(int inputs, InputStaleSettings s)
    {
        Settings = s;
        _maxAge = new long[inputs];
        _seenAt = new long[inputs];
        Array.Fill(_seenAt, Never);
    }

    /// <summary>The settings.</summary>
    public InputStaleSettings Settings { get; }

    /// <summary>Gives an input its maximum age; inputs without one are not required and not judged.</summary>
    /// <param name="input">Index of the input.</param>
    /// <param name="maxAgeNs">Oldest that counts as fresh, nanoseconds, above 0.</param>
    public void Define(int input, long maxAgeNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxAgeNs);
        _maxAge[input] = maxAgeNs;
    }

    /// <summary>Whether an input is required.</summary>
    public bool IsDefined(int input) => _maxAge[input] != 0;

    /// <summary>Whether a required input was not seen since the start.</summary>
    public bool IsAwaited(int input) => IsDefined(input) && _seenAt[input] == Never;

    /// <summary>Notes that an input arrived.</summary>
    /// <returns>Whether it is the first time since the start.</returns>
    public bool Observe(int input, long now)
    {
        bool first = _seenAt[input] == Never;
        _seenAt[input] = now;
        return first;
    }

    /// <summary>Judges the age of an input: none while it is awaited or not required, a trip (P3) beyond its maximum age, else clear.</summary>
    public Verdict Judge(int input, long now)
    {
        if (_maxAge[input] == 0 || _seenAt[input] == Never)
        {
            return Verdict.None;
        }

        long age = now - _seenAt[input];
        Evidence evidence = new(age, _maxAge[input], _maxAge[input]);
        return age > _maxAge[input]
            ? new Verdict(VerdictKind.Trip, Severity.Medium, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Clear, default, evidence, IsWarming: false);
    }

    /// <summary>At a start every required input is awaited again: forgets what was seen, keeps the ages.</summary>
    public void AwaitAll() => Array.Fill(_seenAt, Never);

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_seenAt.Length);
        foreach (long at in _seenAt)
        {
            writer.I64(at);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _seenAt.Length, "inputs of input_stale");
        for (int input = 0; input < _seenAt.Length; input++)
        {
            _seenAt[input] = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of an input");
        }
    }
}
