using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Basisd.Incidents;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>Every way in which an approval can be wrong has its own refusal, and nothing wrong is counted.</summary>
public sealed class ApprovalCheckTests : IDisposable
{
    private const long Now = 1_772_366_400L * FixedPoint.Second;
    private const long Hour = 3_600;

    private static readonly ApprovalFacts Facts = new("node-1", 3, 2, new string('a', 64));

    private readonly Person _alice = new("alice", senior: true);
    private readonly Person _bob = new("bob", senior: true);
    private readonly Person _carol = new("carol", senior: false);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _carol.Dispose();
    }

    [Fact]
    public void Two_seniors_count_as_two()
    {
        ApprovalFindings found = Check(_alice.Sign(Text(_alice)), _bob.Sign(Text(_bob)));
        Assert.Equal(2, found.Signatures);
        Assert.Equal(new string('b', 64), found.RcaHash);
        Assert.All(found.Verdicts, v => Assert.Equal(ApprovalRefusal.None, v.Refusal));
        Assert.Equal(["alice", "bob"], found.Verdicts.Select(v => v.Signer));
    }

    public static TheoryData<string, ApprovalRefusal> Wrong => new()
    {
        { "malformed", ApprovalRefusal.Malformed },
        { "stranger", ApprovalRefusal.UnknownSigner },
        { "name of another case", ApprovalRefusal.UnknownSigner },
        { "another's key", ApprovalRefusal.BadSignature },
        { "no signature", ApprovalRefusal.BadSignature },
        { "garbage for a signature", ApprovalRefusal.BadSignature },
        { "raw r and s for DER", ApprovalRefusal.BadSignature },
        { "SHA-512", ApprovalRefusal.BadSignature },
        { "changed after signing", ApprovalRefusal.BadSignature },
        { "signature too long", ApprovalRefusal.BadSignature },
        { "not senior", ApprovalRefusal.NotSenior },
        { "cluster", ApprovalRefusal.OtherCluster },
        { "incident", ApprovalRefusal.OtherIncident },
        { "another act", ApprovalRefusal.OtherAct },
        { "epoch before", ApprovalRefusal.OtherEpoch },
        { "epoch after", ApprovalRefusal.OtherEpoch },
        { "state", ApprovalRefusal.OtherState },
        { "expired", ApprovalRefusal.Expired },
        { "expires now", ApprovalRefusal.Expired },
        { "expires in a year", ApprovalRefusal.ExpiresTooLate },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_refused_for_just_that(string what, ApprovalRefusal expected)
    {
        ApprovalFindings found = Check(Make(what));
        Assert.Equal(expected, Assert.Single(found.Verdicts).Refusal);
        Assert.NotEmpty(found.Verdicts[0].Reason);
        Assert.Equal(0, found.Signatures);
        Assert.Null(found.RcaHash);

        // A wrong one beside a right one takes nothing away from it, and adds nothing.
        Assert.Equal(1, Check(Make(what), _bob.Sign(Text(_bob))).Signatures);
    }

    [Fact]
    public void The_same_person_counts_once_also_with_another_signature()
    {
        byte[] text = Text(_alice);
        SubmittedApproval first = _alice.Sign(text);
        Assert.Equal(ApprovalRefusal.SignedTwice, Check(first, _alice.Sign(text)).Verdicts[1].Refusal);
        Assert.Equal(1, Check(first, _alice.Sign(Text(_alice, expires: 2 * Hour)), first).Signatures);

        // ECDSA is malleable: (r, n − s) is as good a signature. Persons are counted, so it buys nothing.
        SubmittedApproval twin = new(text, Twin(first.Signature));
        Assert.Equal(1, Check(twin).Signatures);
        Assert.Equal(1, Check(first, twin).Signatures);
    }

    [Fact]
    public void Signers_agree_on_the_document()
    {
        byte[] other = new ApprovalText(Facts, new string('c', 64), "bob", (Now / FixedPoint.Second) + Hour).ToBytes();
        ApprovalFindings found = Check(_alice.Sign(Text(_alice)), _bob.Sign(other));
        Assert.Equal(ApprovalRefusal.OtherDocument, found.Verdicts[1].Refusal);
        Assert.Equal(1, found.Signatures);
        byte[] none = new ApprovalText(Facts, null, "bob", (Now / FixedPoint.Second) + Hour).ToBytes();
        Assert.Equal(ApprovalRefusal.OtherDocument, Check(_alice.Sign(Text(_alice)), _bob.Sign(none)).Verdicts[1].Refusal);
        Assert.Equal(1, Check(_bob.Sign(none)).Signatures);
        Assert.Null(Check(_bob.Sign(none)).RcaHash);
    }

    [Fact]
    public void An_episode_that_was_left_is_used_up()
    {
        ApprovalFindings found = ApprovalCheck.Of(Facts, isOpen: false, Signers(), Now, [_alice.Sign(Text(_alice))]);
        Assert.Equal(ApprovalRefusal.AlreadyUsed, found.Verdicts[0].Refusal);
        Assert.Equal(0, found.Signatures);
    }

    [Fact]
    public void The_longest_validity_is_a_day()
    {
        Assert.Equal(1, Check(_alice.Sign(Text(_alice, expires: 24 * Hour))).Signatures);
        Assert.Equal(ApprovalRefusal.ExpiresTooLate, Check(_alice.Sign(Text(_alice, expires: (24 * Hour) + 1))).Verdicts[0].Refusal);
    }

    /// <summary>One bit changed anywhere in text or signature: never counted.</summary>
    [Fact]
    public void No_bit_may_change()
    {
        SubmittedApproval good = _alice.Sign(Text(_alice));
        byte[] whole = [.. good.Text.Span, .. good.Signature.Span];
        Random random = new(20260401);
        for (int i = 0; i < 400; i++)
        {
            byte[] flipped = (byte[])whole.Clone();
            int bit = random.Next(whole.Length * 8);
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            SubmittedApproval bad = new(flipped.AsMemory(0, good.Text.Length), flipped.AsMemory(good.Text.Length));
            Assert.True(Check(bad).Signatures == 0, $"bit {bit} of {Convert.ToBase64String(whole)}");
        }
    }

    private static byte[] Text(Person person, long expires = Hour, ApprovalFacts? facts = null) =>
        new ApprovalText(facts ?? Facts, new string('b', 64), person.Name, (Now / FixedPoint.Second) + expires).ToBytes();

    // DER of (r, n − s).
    private static byte[] Twin(ReadOnlyMemory<byte> signature)
    {
        const string P256Order = "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
        BigInteger order = BigInteger.Parse(P256Order, System.Globalization.NumberStyles.HexNumber);
        AsnReader reader = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(reader.ReadInteger());
            writer.WriteInteger(order - reader.ReadInteger());
        }

        return writer.Encode();
    }

    private List<ApprovalSigner> Signers() => [_alice.Signer, _bob.Signer, _carol.Signer];

    private ApprovalFindings Check(params SubmittedApproval[] submitted) => ApprovalCheck.Of(Facts, isOpen: true, Signers(), Now, submitted);

    private SubmittedApproval Make(string what)
    {
        byte[] text = Text(_alice);
        switch (what)
        {
            case "malformed": return _alice.Sign([.. text, (byte)'\n']);
            case "stranger":
                using (Person dave = new("dave", senior: true))
                {
                    return dave.Sign(Text(dave));
                }

            case "name of another case":
                using (Person shouting = new("Alice", senior: true))
                {
                    return _alice.Sign(Text(shouting));
                }

            case "another's key": return _carol.Sign(text);
            case "no signature": return new SubmittedApproval(text, ReadOnlyMemory<byte>.Empty);
            case "garbage for a signature": return new SubmittedApproval(text, new byte[] { 0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01 });
            case "raw r and s for DER":
                byte[] raw = _alice.Key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                return new SubmittedApproval(text, raw);
            case "SHA-512":
                return new SubmittedApproval(text, _alice.Key.SignData(text, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence));
            case "changed after signing": return new SubmittedApproval(Text(_alice, expires: 2 * Hour), _alice.Sign(text).Signature);
            case "signature too long": return new SubmittedApproval(text, new byte[5_000]);
            case "not senior": return _carol.Sign(Text(_carol));
            case "cluster": return _alice.Sign(Text(_alice, facts: Facts with { Cluster = "node-2" }));
            case "incident": return _alice.Sign(Text(_alice, facts: Facts with { Incident = 2 }));
            case "another act": return _alice.Sign(Text(_alice, facts: Facts with { Contain = "platform" }));
            case "epoch before": return _alice.Sign(Text(_alice, facts: Facts with { DmmEpoch = 1 }));
            case "epoch after": return _alice.Sign(Text(_alice, facts: Facts with { DmmEpoch = 3 }));
            case "state": return _alice.Sign(Text(_alice, facts: Facts with { StateHash = new string('0', 64) }));
            case "expired": return _alice.Sign(Text(_alice, expires: -1));
            case "expires now": return _alice.Sign(Text(_alice, expires: 0));
            case "expires in a year": return _alice.Sign(Text(_alice, expires: 365 * 24 * Hour));
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }
}
