using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;

namespace Basisd.Tests.Safety;

/// <summary>
/// The alphabet of the search: every input kind with every parameter that the configuration below has, right and wrong. Epochs and stages are
/// relative to the state, so that one list serves all states.
/// </summary>
internal static class SearchInputs
{
    public const int RequiredSignatures = 2;

    /// <summary>Which triggers fire where, and how badly. Negative stands for unclassified.</summary>
    public static readonly (int Scope, TriggerId Trigger, int[] Severities)[] Causes =
    [
        (SafetyFixture.ThePlatform, TriggerId.StateIntegrityFault, [2, 4]),
        (SafetyFixture.TheVenue, TriggerId.ApiFailure, [1, 2, 4, -4]),
        (SafetyFixture.TheVenue, TriggerId.MarginBufferBreach, [3]),
        (SafetyFixture.TheAsset, TriggerId.ApiFailure, [3]),
        (SafetyFixture.TheRoute, TriggerId.MarginBufferBreach, [2]),
    ];

    private static readonly int[] Scopes = [SafetyFixture.ThePlatform, SafetyFixture.TheVenue, SafetyFixture.TheAsset, SafetyFixture.TheRoute];

    /// <summary>The inputs, with <see cref="SafetyInput.DmmEpoch"/> and <see cref="SafetyInput.Stage"/> as offsets from the state's.</summary>
    public static SafetyInput[] All() => [.. OfCauses(), .. OfStages(), .. OfSignatures(), .. Malformed()];

    /// <summary>The input as it stands in a state.</summary>
    public static SafetyInput In(SafetyState state, SafetyInput relative)
    {
        if (relative.Kind == SafetyInputKind.StagePassed)
        {
            int stage = state.StageOf(relative.Scope) + (sbyte)relative.Signatures;
            relative.Stage = unchecked((byte)stage);
        }
        else
        {
            relative.DmmEpoch += state.DmmEpoch;
        }

        return relative;
    }

    private static IEnumerable<SafetyInput> OfCauses()
    {
        foreach ((int scope, TriggerId trigger, int[] severities) in Causes)
        {
            SafetyInput clear = new() { Kind = SafetyInputKind.Clear, At = 1, Scope = scope, Trigger = trigger };
            yield return clear;
            yield return clear with { At = 0 };
            foreach (int severity in severities)
            {
                foreach (SafetyInputKind kind in new[] { SafetyInputKind.Latch, SafetyInputKind.Worsen })
                {
                    yield return clear with { Kind = kind, Severity = (Severity)Math.Abs(severity), Unclassified = severity < 0 };
                }
            }
        }
    }

    private static IEnumerable<SafetyInput> OfStages()
    {
        foreach (int scope in Scopes)
        {
            SafetyInput pass = new() { Kind = SafetyInputKind.StagePassed, At = 1, Scope = scope, Checks = RecoveryChecks.All };
            yield return pass;
            yield return pass with { Signatures = 1 };
            yield return pass with { Signatures = -1 };
            foreach (RecoveryChecks one in Enum.GetValues<RecoveryChecks>().Where(c => int.PopCount((int)c) == 1))
            {
                yield return pass with { Checks = RecoveryChecks.All & ~one };
            }
        }
    }

    private static IEnumerable<SafetyInput> OfSignatures()
    {
        SafetyInput resume = new() { Kind = SafetyInputKind.Resume, At = 1, Criteria = ResumptionCriteria.All, Signatures = RequiredSignatures };
        yield return resume;
        yield return resume with { Signatures = 0 };
        yield return resume with { Signatures = RequiredSignatures - 1 };
        yield return resume with { DmmEpoch = -1 };
        yield return resume with { DmmEpoch = 1 };
        yield return resume with { Scope = SafetyFixture.TheVenue };
        foreach (ResumptionCriteria one in Enum.GetValues<ResumptionCriteria>().Where(c => int.PopCount((int)c) == 1))
        {
            yield return resume with { Criteria = ResumptionCriteria.All & ~one };
        }

        SafetyInput contain = new() { Kind = SafetyInputKind.Contain, At = 1, Signatures = RequiredSignatures };
        yield return contain;
        yield return contain with { Signatures = RequiredSignatures - 1 };
        yield return contain with { Signatures = 0 };
        yield return contain with { DmmEpoch = -1 };
        yield return contain with { DmmEpoch = 1 };
        yield return contain with { Scope = SafetyFixture.TheRoute };
    }

    private static IEnumerable<SafetyInput> Malformed()
    {
        SafetyInput latch = new()
        {
            Kind = SafetyInputKind.Latch,
            At = 1,
            Scope = SafetyFixture.TheVenue,
            Trigger = TriggerId.ApiFailure,
            Severity = Severity.Critical,
        };
        yield return latch with { Kind = 0 };
        yield return latch with { Kind = (SafetyInputKind)7 };
        yield return latch with { Severity = 0 };
        yield return latch with { Severity = (Severity)5 };
        yield return latch with { Trigger = TriggerId.None };
        yield return latch with { Scope = -1 };
        yield return latch with { Scope = SafetyFixture.SmallTopology().Scopes.Length };
    }
}
