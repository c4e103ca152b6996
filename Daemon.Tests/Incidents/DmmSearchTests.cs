using System;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Basisd.Incidents;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>
/// Over all interleavings of up to twelve events of operators, triggers and thieves: DMM is never left without two seniors' signatures over what
/// was shown, nothing is contained without them, and from everywhere there is a way back to NORMAL. The same search finds every planted breach.
/// </summary>
public sealed class DmmSearchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true, DmmSearch.MostEvents)]
    [InlineData(false, WideDepth)]
    public void No_interleaving_leaves_dmm_unsigned_and_none_is_without_a_way_out(bool isDeep, int depth)
    {
        DmmEvent[] events = isDeep ? DmmEvents.Deep : DmmEvents.All;
        Stopwatch watch = Stopwatch.StartNew();
        using DmmSearch search = new(new DmmRules(), events, !isDeep);
        string? broken = search.Run(depth);
        BigInteger orders = BigInteger.Pow(events.Length, depth);
        output.WriteLine(
            $"{search.States} states ({search.OfDmm} of DMM), {search.Tried} events tried, {search.Changed} changed something, depth {search.Depth}: "
            + $"all {orders.ToString("E2", CultureInfo.InvariantCulture)} orders of {depth} of {events.Length} events; "
            + $"{search.Verifications} signatures verified; {watch.ElapsedMilliseconds} ms");
        Assert.Null(broken);
        Assert.True(search.States > 5_000, $"only {search.States} states: the search does not reach what it should");
        Assert.InRange(search.OfDmm, 500, search.States - 500);
    }

    private const int WideDepth = 6;

    public static TheoryData<string> Breaches =>
    [
        "the state hash is not compared", "an old epoch is accepted", "one person counts twice", "one signature is enough",
        "who is not senior counts", "signatures are not verified", "what has expired counts",
        "a containment is taken for a resumption", "the digest forgets the causes",
        "a restart forgets the mode", "after an abort nobody can sign", "an unknown signer counts",
    ];

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_planted_breach_is_found(string breach)
    {
        using DmmSearch search = new(RulesOf(breach), DmmEvents.All, twoPlans: true);
        string? broken = search.Run();
        output.WriteLine($"{breach}: {broken} ({search.States} states)");
        Assert.NotNull(broken);
        string expected = breach.StartsWith("after", StringComparison.Ordinal) ? "there is no way out" : "DMM is left";
        Assert.StartsWith(expected, broken, StringComparison.Ordinal);
    }

    private static DmmRules RulesOf(string breach) => breach switch
    {
        "the state hash is not compared" => DmmRules.Believing((now, text) => now with { StateHash = text.Facts.StateHash }),
        "an old epoch is accepted" => DmmRules.Believing(
            (now, text) => text.Facts.DmmEpoch < now.DmmEpoch ? text.Facts with { Contain = now.Contain } : now),
        "one person counts twice" => CountingSignatures(),
        "one signature is enough" => new DmmRules { Required = 1 },
        "who is not senior counts" => new DmmRules
        {
            Judge = (now, isOpen, signers, at, submitted, isSigned) =>
                ApprovalCheck.Of(now, isOpen, [.. System.Linq.Enumerable.Select(signers, s => s with { Senior = true })], at, submitted, isSigned),
        },
        "an unknown signer counts" => new DmmRules
        {
            Judge = (now, isOpen, signers, at, submitted, isSigned) => ApprovalCheck.Of(
                now, isOpen, [.. signers, new ApprovalSigner("dave", true, ReadOnlyMemory<byte>.Empty)], at, submitted,
                (signer, approval) => signer.Name == "dave" || isSigned(signer, approval)),
        },
        "signatures are not verified" => new DmmRules
        {
            Judge = (now, isOpen, signers, at, submitted, _) => ApprovalCheck.Of(now, isOpen, signers, at, submitted, (_, _) => true),
        },
        "what has expired counts" => DmmRules.Believing((now, _) => now, (text, at) => Math.Min(at, (text.ExpiresAt - 1) * FixedPoint.Second)),
        "a containment is taken for a resumption" => DmmRules.Believing((now, text) => now with { Contain = text.Facts.Contain }),
        "the digest forgets the causes" => new DmmRules { Digest = OfModes },
        "a restart forgets the mode" => new DmmRules { RestartKeeps = false },
        "after an abort nobody can sign" => new DmmRules
        {
            Judge = (now, isOpen, signers, at, submitted, isSigned) =>
                ApprovalCheck.Of(now, isOpen && now.DmmEpoch == 1, signers, at, submitted, isSigned),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(breach)),
    };

    private static DmmRules CountingSignatures() => new()
    {
        Judge = (now, isOpen, signers, at, submitted, isSigned) =>
        {
            int count = 0;
            string? document = null;
            foreach (SubmittedApproval one in submitted)
            {
                ApprovalFindings found = ApprovalCheck.Of(now, isOpen, signers, at, [one], isSigned);
                count += found.Signatures;
                document ??= found.RcaHash;
            }

            return new ApprovalFindings(count, document, []);
        },
    };

    private static string OfModes(Topology topology, SafetyState safety, long incident)
    {
        StringBuilder modes = new($"{safety.DmmEpoch} {incident}");
        foreach (Scope scope in topology.Scopes)
        {
            modes.Append(CultureInfo.InvariantCulture, $" {safety.ModeOf(scope.Index)}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(modes.ToString())));
    }
}
