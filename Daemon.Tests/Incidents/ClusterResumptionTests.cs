using System;
using System.Text;
using Basisd.Incidents;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>
/// What ends the DMM of a cluster on every node but the one where it was handed in: only distinct seniors' genuine signatures over one and the same
/// resumption, for this cluster and the epoch that holds. Each way to be wrong is refused, and takes nothing from what is right beside it.
/// </summary>
public sealed class ClusterResumptionTests : IDisposable
{
    private const string Cluster = "basis-1";
    private const long Epoch = 7;
    private const int Required = 2;
    private const long Expires = 1_772_366_400;

    private static readonly ApprovalFacts Facts = new(Cluster, 3, 2, new string('a', 64)) { ClusterDmmEpoch = Epoch };

    private readonly Person _alice = new("alice", senior: true);
    private readonly Person _bob = new("bob", senior: true);
    private readonly Person _carol = new("carol", senior: false);
    private readonly Person _dave = new("dave", senior: true);

    public static TheoryData<string, string> Wrong => new()
    {
        { "stranger", "no senior operator" },
        { "not senior", "no senior operator" },
        { "another's key", "no senior operator" },
        { "changed after signing", "no senior operator" },
        { "no signature", "no senior operator" },
        { "another cluster", "has signed another act" },
        { "the epoch before", "has signed another act" },
        { "the epoch after", "has signed another act" },
        { "of no cluster's DMM", "has signed another act" },
        { "a containment", "has signed another act" },
        { "another incident", "something else than" },
        { "another state", "something else than" },
        { "another DMM of the node", "something else than" },
        { "another document", "something else than" },
        { "no document", "something else than" },
        { "the same person", "has signed twice" },
        { "no text", "" },
    };

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _carol.Dispose();
        _dave.Dispose();
    }

    [Fact]
    public void TwoSeniorsOverTheSameResumptionEndTheEpoch()
    {
        ClusterResumptionFindings found = Check(Signed(_alice, Facts), Signed(_bob, Facts));
        Assert.Equal(new ClusterResumptionFindings(2, true, ""), found);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatIsWrongCountsForNothing(string what, string why)
    {
        SubmittedApproval wrong = Make(what);
        ClusterResumptionFindings found = Check(Signed(_alice, Facts), wrong);
        Assert.Equal((1, false), (found.Signatures, found.IsEnough));
        Assert.Contains(why, found.Problem, StringComparison.Ordinal);
        Assert.StartsWith("1 of 2 signatures count", found.Problem, StringComparison.Ordinal);

        // Beside two that are right it neither helps nor hurts.
        Assert.True(Check(Signed(_alice, Facts), wrong, Signed(_bob, Facts)).IsEnough);
        Assert.Equal(2, Check(Signed(_alice, Facts), wrong, Signed(_bob, Facts)).Signatures);
    }

    [Fact]
    public void OneIsNotEnoughAndNoneIsNone()
    {
        Assert.Equal((1, false), Counts(Check(Signed(_alice, Facts))));
        Assert.Equal((0, false), Counts(Check()));
    }

    [Fact]
    public void WhenItIsReadDoesNotMatter()
    {
        // It was valid when it was handed in; a node that comes back a year later must come to the same answer.
        SubmittedApproval[] old = [Signed(_alice, Facts, expires: 1), Signed(_bob, Facts, expires: 1)];
        Assert.True(Check(old).IsEnough);
    }

    [Fact]
    public void WhatIsNotTheFormIsNoResumption()
    {
        byte[] whole = ClusterResumption.ToBytes([Signed(_alice, Facts), Signed(_bob, Facts)]);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(ClusterResumption.Check(whole.AsSpan(0, length), Cluster, Epoch, Signers(), Required).IsEnough, $"{length} bytes");
        }

        Assert.False(ClusterResumption.Check([.. whole, 0], Cluster, Epoch, Signers(), Required).IsEnough);
        Assert.False(ClusterResumption.Check(new byte[ClusterResumption.MaxBytes + 1], Cluster, Epoch, Signers(), Required).IsEnough);
        Assert.True(ClusterResumption.Check(whole, Cluster, Epoch, Signers(), Required).IsEnough);
    }

    [Fact]
    public void NoChangedByteEndsAnEpoch()
    {
        byte[] whole = ClusterResumption.ToBytes([Signed(_alice, Facts), Signed(_bob, Facts)]);
        for (int at = 0; at < whole.Length; at++)
        {
            whole[at] ^= 1;
            Assert.False(ClusterResumption.Check(whole, Cluster, Epoch, Signers(), Required).IsEnough, $"byte {at}");
            whole[at] ^= 1;
        }
    }

    [Fact]
    public void NoSignatureAtAllIsNeverAskedFor() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterResumption.Check([], Cluster, Epoch, Signers(), 0));

    private static (int Signatures, bool IsEnough) Counts(ClusterResumptionFindings found) => (found.Signatures, found.IsEnough);

    private static byte[] Text(string name, ApprovalFacts facts, string? document = null, long expires = Expires) =>
        new ApprovalText(facts, document, name, expires).ToBytes();

    private static SubmittedApproval Signed(Person who, ApprovalFacts facts, char document = 'b', long expires = Expires) =>
        who.Sign(Text(who.Name, facts, document == '-' ? null : new string(document, 64), expires));

    private SubmittedApproval Make(string what) => what switch
    {
        "stranger" => Signed(_dave, Facts),
        "not senior" => Signed(_carol, Facts),
        "another's key" => _dave.Sign(Text("bob", Facts, new string('b', 64))),
        "changed after signing" => Signed(_bob, Facts) with { Text = Text("bob", Facts, new string('b', 64), Expires + 60) },
        "no signature" => Signed(_bob, Facts) with { Signature = ReadOnlyMemory<byte>.Empty },
        "another cluster" => Signed(_bob, Facts with { Cluster = "basis-2" }),
        "the epoch before" => Signed(_bob, Facts with { ClusterDmmEpoch = Epoch - 1 }),
        "the epoch after" => Signed(_bob, Facts with { ClusterDmmEpoch = Epoch + 1 }),
        "of no cluster's DMM" => Signed(_bob, Facts with { ClusterDmmEpoch = 0 }),
        "a containment" => Signed(_bob, Facts with { Contain = "platform" }),
        "another incident" => Signed(_bob, Facts with { Incident = Facts.Incident + 1 }),
        "another state" => Signed(_bob, Facts with { StateHash = new string('c', 64) }),
        "another DMM of the node" => Signed(_bob, Facts with { DmmEpoch = Facts.DmmEpoch + 1 }),
        "another document" => Signed(_bob, Facts, 'd'),
        "no document" => Signed(_bob, Facts, '-'),
        "the same person" => Signed(_alice, Facts),
        "no text" => _bob.Sign(Encoding.UTF8.GetBytes("resume")),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "not a way to be wrong"),
    };

    private ClusterResumptionFindings Check(params SubmittedApproval[] approvals) =>
        ClusterResumption.Check(ClusterResumption.ToBytes(approvals), Cluster, Epoch, Signers(), Required);

    private ApprovalSigner[] Signers() => [_alice.Signer, _bob.Signer, _carol.Signer];
}
