using System;
using System.Linq;
using System.Security.Cryptography;
using Basisd.Safety;

namespace Basisd.Tests.Safety;

/// <summary>A small platform and one call per input, so that a scenario reads as a list of acts. Time is data: <see cref="Now"/>.</summary>
internal sealed class SafetyFixture
{
    public const int ThePlatform = Topology.Platform;

    private readonly Topology _topology = SmallTopology();
    private readonly CanonicalWriter _writer = new();

    public SafetyFixture(int requiredSignatures = 1) => State = new SafetyState(_topology, requiredSignatures);

    public SafetyState State { get; }

    public TransitionList Transitions { get; } = new();

    public long Now { get; set; } = FixedPoint.Minute;

    public static int TheModule { get; } = Index("module/rewards");

    public static int TheVenue { get; } = Index("venue/kraken");

    public static int TheAsset { get; } = Index("asset/BTC");

    public static int TheRoute { get; } = Index("route/BTC@kraken");

    /// <summary>The environment variable that replays a printed seed.</summary>
    public const string SeedVariable = "BASISD_TEST_SEED";

    /// <summary>A seed to print: the one given, or a new one.</summary>
    public static ulong Seed() => long.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out long given)
        ? unchecked((ulong)given) : (ulong)Random.Shared.NextInt64();

    public static Topology SmallTopology()
    {
        TopologyBuilder builder = new();
        builder.AddModule("rewards");
        builder.AddVenue("kraken");
        builder.AddAsset("BTC", "USD", 50_000);
        builder.AddRoute("BTC", "kraken", null, "USD");
        return builder.Build();
    }

    public static byte[] BytesOf(SafetyState state)
    {
        CanonicalWriter writer = new();
        state.Write(writer);
        return writer.Written.ToArray();
    }

    public static string HashOf(SafetyState state) => Convert.ToHexString(SHA256.HashData(BytesOf(state)));

    public static SafetyState ReadBack(ReadOnlySpan<byte> bytes, int requiredSignatures = 1)
    {
        SafetyState state = new(SmallTopology(), requiredSignatures);
        CanonicalReader reader = new(bytes);
        state.Read(ref reader);
        reader.End();
        return state;
    }

    public byte[] Bytes()
    {
        _writer.Clear();
        State.Write(_writer);
        return _writer.Written.ToArray();
    }

    public SafetyOutcome Do(SafetyInput input)
    {
        input.At = input.At == 0 ? Now : input.At;
        return State.Step(input, Transitions);
    }

    public SafetyOutcome Latch(int scope, TriggerId trigger, Severity severity, bool unclassified = false, Evidence evidence = default) =>
        Do(new SafetyInput
        {
            Kind = SafetyInputKind.Latch,
            Scope = scope,
            Trigger = trigger,
            Severity = severity,
            Unclassified = unclassified,
            Evidence = evidence,
        });

    public SafetyOutcome Worsen(int scope, TriggerId trigger, Severity severity, bool unclassified = false, Evidence evidence = default) =>
        Do(new SafetyInput
        {
            Kind = SafetyInputKind.Worsen,
            Scope = scope,
            Trigger = trigger,
            Severity = severity,
            Unclassified = unclassified,
            Evidence = evidence,
        });

    public SafetyOutcome Clear(int scope, TriggerId trigger, Evidence evidence = default) =>
        Do(new SafetyInput { Kind = SafetyInputKind.Clear, Scope = scope, Trigger = trigger, Evidence = evidence });

    public SafetyOutcome Pass(int scope, int stage, RecoveryChecks checks = RecoveryChecks.All) =>
        Do(new SafetyInput { Kind = SafetyInputKind.StagePassed, Scope = scope, Stage = (byte)stage, Checks = checks });

    public SafetyOutcome PassAll(int scope) =>
        Enumerable.Range(0, PermissionMatrix.LastStage + 1).Select(stage => Pass(scope, stage)).Max();

    public SafetyOutcome Resume(
        long? epoch = null, int signatures = 1, ResumptionCriteria criteria = ResumptionCriteria.All, int scope = ThePlatform) =>
        Do(new SafetyInput
        {
            Kind = SafetyInputKind.Resume,
            Scope = scope,
            DmmEpoch = epoch ?? State.DmmEpoch,
            Signatures = signatures,
            Criteria = criteria,
        });

    public SafetyOutcome Contain(long? epoch = null, int signatures = 1, int scope = ThePlatform) =>
        Do(new SafetyInput { Kind = SafetyInputKind.Contain, Scope = scope, DmmEpoch = epoch ?? State.DmmEpoch, Signatures = signatures });

    private static int Index(string name) => SmallTopology().TryFind(name, out Scope scope) ? scope.Index : throw new InvalidOperationException(name);
}
