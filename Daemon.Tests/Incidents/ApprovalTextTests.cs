using System;
using System.Text;
using Basisd.Incidents;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>One text, one meaning: what is not canonical to the byte is no approval.</summary>
public sealed class ApprovalTextTests
{
    private const string State = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string Document = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

    private static readonly ApprovalText Sample = new(new ApprovalFacts("node-1", 3, 2, State), Document, "alice", 1_772_366_400);

    [Fact]
    public void The_text_is_what_a_person_reads()
    {
        string expected = "basisd approval 1\nact: resume the platform, DMM to RECOVERY stage 0\ncluster: node-1\nincident: 3\ndmm epoch: 2\n"
            + $"state: {State}\nrca: {Document}\nsigner: alice\nexpires: 2026-03-01T12:00:00Z\n";
        Assert.Equal(expected, Encoding.UTF8.GetString(Sample.ToBytes()));
        Assert.Equal(Sample, ApprovalText.TryParse(Sample.ToBytes(), out string problem));
        Assert.Empty(problem);
        ApprovalText bare = Sample with { RcaHash = null };
        Assert.Contains("\nrca: none\n", Encoding.UTF8.GetString(bare.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(bare, ApprovalText.TryParse(bare.ToBytes(), out _));
    }

    [Fact]
    public void The_second_act_has_a_line_of_its_own_and_changes_nothing_else()
    {
        ApprovalText contain = Sample with { Facts = Sample.Facts with { Contain = "venue/alpha" }, RcaHash = null };
        string expected = "basisd approval 1\nact: contain the exposure of venue/alpha\ncluster: node-1\nincident: 3\ndmm epoch: 2\n"
            + $"state: {State}\nrca: none\nsigner: alice\nexpires: 2026-03-01T12:00:00Z\n";
        Assert.Equal(expected, Encoding.UTF8.GetString(contain.ToBytes()));
        Assert.Equal(contain, ApprovalText.TryParse(contain.ToBytes(), out _));
        foreach (string act in new[] { "contain the exposure of ", "contain the exposure of a\tb", "Contain the exposure of a", "contain", "" })
        {
            byte[] other = Encoding.UTF8.GetBytes(expected.Replace("contain the exposure of venue/alpha", act, StringComparison.Ordinal));
            Assert.Null(ApprovalText.TryParse(other, out string problem));
            Assert.NotEmpty(problem);
        }

        string longest = new('s', ApprovalText.MaxScopeBytes);
        ApprovalText widest = new(
            new ApprovalFacts(new string('c', ApprovalText.MaxNameBytes), SafetyState.MaxNumber, SafetyState.MaxNumber, State)
            {
                Contain = longest,
            },
            Document, new string('a', ApprovalText.MaxNameBytes), ApprovalText.LatestExpiry);
        Assert.InRange(widest.ToBytes().Length, 1, ApprovalText.MaxBytes);
        Assert.Throws<InvalidOperationException>(() => (widest with { Facts = widest.Facts with { Contain = longest + "s" } }).ToBytes());
    }

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("basisd approval 1", "basisd approval 2")]
    [InlineData("basisd approval 1", "basisd approval 1 ")]
    [InlineData("act: resume", "act: Resume")]
    [InlineData("cluster: node-1", "cluster:node-1")]
    [InlineData("cluster: node-1", "cluster: ")]
    [InlineData("cluster: node-1", "cluster: node\t1")]
    [InlineData("cluster: node-1\n", "")]
    [InlineData("incident: 3", "incident: 03")]
    [InlineData("incident: 3", "incident: +3")]
    [InlineData("incident: 3", "incident: 0")]
    [InlineData("incident: 3", "incident: 3.0")]
    [InlineData("incident: 3", "incident: 99999999999999999999")]
    [InlineData("incident: 3\ndmm epoch: 2", "dmm epoch: 2\nincident: 3")]
    [InlineData("dmm epoch: 2", "dmm epoch: -2")]
    [InlineData("dmm epoch: 2", "dmm epoch: ２")]
    [InlineData("state: 00", "state: 0")]
    [InlineData("eeff\nrca", "eeFF\nrca")]
    [InlineData("rca: ff", "rca: none")]
    [InlineData("rca: ff", "rca: None")]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01 12:00:00Z")]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:00+")]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:60Z")]
    [InlineData("2026-03-01T12:00:00Z", "2026-02-29T12:00:00Z")]
    [InlineData("2026-03-01T12:00:00Z", "2026-00-01T12:00:00Z")]
    [InlineData("2026-03-01T12:00:00Z", "9999-12-31T23:59:59Z")]
    [InlineData("2026-03-01T12:00:00Z", "20x6-03-01T12:00:00Z")]
    [InlineData("12:00:00Z\n", "12:00:00Z")]
    [InlineData("12:00:00Z\n", "12:00:00Z\n\n")]
    [InlineData("12:00:00Z\n", "12:00:00Z\nsignature: AA==\n")]
    [InlineData("signer: alice", "signer: alice\nsigner: bob")]
    public void Anything_else_is_refused_with_a_reason(string from, string to)
    {
        string text = Encoding.UTF8.GetString(Sample.ToBytes());
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.Null(ApprovalText.TryParse(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)), out string problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.Null(ApprovalText.TryParse([], out _));
        Assert.Null(ApprovalText.TryParse(new byte[ApprovalText.MaxBytes + 1], out _));
        byte[] broken = Sample.ToBytes();
        broken[Array.IndexOf(broken, (byte)'n')] = 0xFF;
        Assert.Null(ApprovalText.TryParse(broken, out _));
        byte[] replaced = (Sample with { Facts = Sample.Facts with { Cluster = "n\uFFFD" } }).ToBytes();
        byte[] lone = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(replaced).Replace("\uFFFD", "?", StringComparison.Ordinal));
        lone[Array.IndexOf(lone, (byte)'?')] = 0xC0;
        Assert.NotNull(ApprovalText.TryParse(replaced, out _));
        Assert.Null(ApprovalText.TryParse(lone, out _));
    }

    [Fact]
    public void Every_time_reads_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            ApprovalText text = Sample with { ExpiresAt = (long)(seed % (ulong)ApprovalText.LatestExpiry) };
            return ApprovalText.TryParse(text.ToBytes(), out _) == text
                && ApprovalText.UtcOf(text.ExpiresAt) == DateTimeOffset.FromUnixTimeSeconds(text.ExpiresAt).ToString("yyyy-MM-ddTHH:mm:ssZ");
        }).QuickCheckThrowOnFailure();
        Assert.Equal(ApprovalText.LatestExpiry, new DateTimeOffset(2262, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
    }

    /// <summary>Whatever byte is changed: the text is refused, or it is another approval with other bytes, never the same meaning.</summary>
    [Fact]
    public void No_two_texts_mean_the_same()
    {
        byte[] bytes = Sample.ToBytes();
        for (int at = 0; at < bytes.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] other = (byte[])bytes.Clone();
                other[at] = (byte)value;
                ApprovalText? read = ApprovalText.TryParse(other, out _);
                Assert.True(value == bytes[at] ? read == Sample : read is null || (read != Sample && read.ToBytes().AsSpan().SequenceEqual(other)));
            }
        }
    }
}
