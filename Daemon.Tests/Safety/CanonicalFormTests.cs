using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Safety;

/// <summary>Bytes that were not written by us, or not whole: a clear refusal or a state that is valid in every respect, nothing else.</summary>
public sealed class CanonicalFormTests(ITestOutputHelper output)
{
    private const int Signatures = 1;

    [Fact]
    public void Primitives_come_back_as_written()
    {
        CanonicalWriter writer = new(1);
        writer.U8(0xAB);
        writer.Bool(true);
        writer.U16(0xBEEF);
        writer.I32(int.MinValue);
        writer.I64(long.MinValue);
        writer.U64(ulong.MaxValue);
        writer.Bytes([1, 2, 3]);
        writer.Text("Größe €");
        writer.Raw([9]);
        CanonicalReader reader = new(writer.Written);
        Assert.Equal(0xAB, reader.U8());
        Assert.True(reader.Bool());
        Assert.Equal(0xBEEF, reader.U16());
        Assert.Equal(int.MinValue, reader.I32());
        Assert.Equal(long.MinValue, reader.I64());
        Assert.Equal(ulong.MaxValue, reader.U64());
        Assert.Equal([1, 2, 3], reader.Bytes().ToArray());
        Assert.Equal("Größe €", reader.Text());
        Assert.Equal(1, reader.Remaining);
        Assert.Equal([9], reader.Raw(1).ToArray());
        reader.End();
    }

    [Fact]
    public void Rows_and_parts_have_the_form_of_single_values()
    {
        CanonicalWriter single = new();
        single.I32(-7);
        single.I64(1);
        single.I64(long.MinValue);
        single.Bytes([1, 0, 2, 3, 0, 0, 0, 0, 0, 0]);
        single.Bytes([]);
        CanonicalWriter rows = new(1);
        rows.I32(-7);
        rows.I64s([1, long.MinValue]);
        int begun = rows.BeginBytes();
        rows.U16(1);
        rows.I64(0x0302);
        rows.EndBytes(begun);
        rows.EndBytes(rows.BeginBytes());
        Assert.Equal(single.Written.ToArray(), rows.Written.ToArray());
    }

    [Fact]
    public void The_form_is_little_endian_without_padding()
    {
        CanonicalWriter writer = new();
        writer.U16(0x0102);
        writer.I32(0x0304_0506);
        writer.Bool(true);
        Assert.Equal([2, 1, 6, 5, 4, 3, 1], writer.Written.ToArray());
        writer.Clear();
        Assert.Equal(0, writer.Length);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 65 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 65 })]
    [InlineData(new byte[] { 255, 255, 255, 127, 65 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0xFF })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0xC0, 0x80 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 0xED, 0xA0, 0x80 })]
    public void A_text_that_is_cut_or_not_utf8_is_refused(byte[] bytes) => Refused(bytes, static (ref r) => r.Text());

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused([2], static (ref r) => r.Bool());
        Refused([1], static (ref r) => r.U16());
        Refused([1, 2, 3], static (ref r) => r.I32());
        Refused([1, 2, 3, 4, 5, 6, 7], static (ref r) => r.I64());
        Refused([1], static (ref r) => r.End());
        Refused([1], static (ref r) => r.Raw(-1));
        Refused([1], static (ref r) => r.Raw(2));
        Refused([5, 0, 0, 0], static (ref r) => r.Count(4));
        Refused([255, 255, 255, 255], static (ref r) => r.Count(4));
        CanonicalReader exact = new([4, 0, 0, 0]);
        Assert.Equal(4, exact.Count(4));
    }

    [Fact]
    public void A_form_of_another_version_or_topology_says_so()
    {
        byte[] bytes = Samples()[0];
        byte[] version = [.. bytes];
        version[0]++;
        Assert.Contains("format", Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(version)).Message, StringComparison.Ordinal);
        byte[] scopes = [.. bytes];
        scopes[2]++;
        Assert.Contains("scopes", Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(scopes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_is_cut_anywhere_is_refused() =>
        Assert.All(Samples(), bytes =>
        {
            for (int length = 0; length < bytes.Length; length++)
            {
                int cut = length;
                Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(bytes.AsSpan(0, cut)));
            }

            Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack([.. bytes, 0]));
        });

    [Fact]
    public void A_state_is_replaced_whole_by_reading()
    {
        List<byte[]> samples = Samples();
        SafetyState state = new(SafetyFixture.SmallTopology(), Signatures);
        foreach (byte[] bytes in samples.Concat(samples.AsEnumerable().Reverse()))
        {
            CanonicalReader reader = new(bytes);
            state.Read(ref reader);
            Assert.Equal(bytes, SafetyFixture.BytesOf(state));
        }
    }

    [Fact]
    public void Every_flipped_byte_is_refused_or_gives_a_state_that_works()
    {
        int accepted = 0;
        int tried = 0;
        foreach (byte[] bytes in Samples())
        {
            for (int at = 0; at < bytes.Length; at++)
            {
                foreach (int flip in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 255 })
                {
                    byte[] flipped = [.. bytes];
                    flipped[at] ^= (byte)flip;
                    accepted += RefusedOrValid(flipped) ? 1 : 0;
                    tried++;
                }
            }
        }

        output.WriteLine($"{accepted} of {tried} flipped forms are valid states (evidence, times, numbers)");
        Assert.InRange(accepted, 1, tried - 1);
    }

    [Fact]
    public void Random_and_mutated_bytes_are_refused_or_give_a_state_that_works()
    {
        int seed = unchecked((int)SafetyFixture.Seed());
        output.WriteLine($"replay with {SafetyFixture.SeedVariable}={seed}");
        Random random = new(seed);
        List<byte[]> samples = Samples();
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes;
            if (round % 4 == 0)
            {
                bytes = new byte[random.Next(400)];
                random.NextBytes(bytes);
                samples[0].AsSpan(0, Math.Min(random.Next(60), bytes.Length)).CopyTo(bytes);
            }
            else
            {
                bytes = [.. samples[random.Next(samples.Count)]];
                for (int n = 1 + random.Next(4); n > 0; n--)
                {
                    Mutate(random, bytes);
                }
            }

            accepted += RefusedOrValid(bytes) ? 1 : 0;
        }

        output.WriteLine($"{accepted} of 20000 accepted");
    }

    [Fact]
    public void A_mode_that_its_causes_do_not_explain_is_refused()
    {
        byte[] calm = SafetyFixture.BytesOf(new SafetyState(SafetyFixture.SmallTopology(), Signatures));
        for (int scope = 0; scope < SafetyFixture.SmallTopology().Scopes.Length; scope++)
        {
            for (byte mode = 1; mode < 5; mode++)
            {
                byte[] lying = [.. calm];
                lying[6 + (scope * 10)] = mode;
                Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(lying));
            }
        }

        SafetyFixture f = new();
        f.Latch(SafetyFixture.TheVenue, TriggerId.ApiFailure, Severity.High);
        byte[] hidden = f.Bytes();
        hidden[6 + (SafetyFixture.TheVenue * 10)] = (byte)Mode.Normal;
        Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(hidden));
    }

    [Fact]
    public void Causes_out_of_slot_order_and_trips_out_of_time_order_are_refused()
    {
        const int CauseBytes = 77;
        const int TripBytes = 17;
        SafetyFixture f = new();
        f.Latch(SafetyFixture.TheVenue, TriggerId.ApiFailure, Severity.High);
        f.Now++;
        f.Latch(SafetyFixture.TheAsset, TriggerId.VolatilitySpike, Severity.High);
        byte[] bytes = f.Bytes();
        int trips = bytes.Length - (2 * TripBytes);
        int causes = trips - sizeof(int) - (2 * CauseBytes);
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(causes - sizeof(int))));
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(trips - sizeof(int))));
        Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(Swapped(bytes, causes, CauseBytes)));
        Assert.Throws<CanonicalFormatException>(() => SafetyFixture.ReadBack(Swapped(bytes, trips, TripBytes)));
        Assert.Equal(bytes, SafetyFixture.BytesOf(SafetyFixture.ReadBack(bytes)));
    }

    private static byte[] Swapped(byte[] bytes, int at, int length) =>
        [.. bytes[..at], .. bytes[(at + length)..(at + (2 * length))], .. bytes[at..(at + length)], .. bytes[(at + (2 * length))..]];

    // Whatever was accepted keeps the laws, is the only form of itself, and lives through a history without a broken assertion.
    private static bool RefusedOrValid(byte[] bytes)
    {
        SafetyState state;
        try
        {
            state = SafetyFixture.ReadBack(bytes, Signatures);
        }
        catch (CanonicalFormatException)
        {
            return false;
        }

        Assert.Equal(bytes, SafetyFixture.BytesOf(state));
        SafetyLaws laws = new(state.ScopeCount, Signatures);
        laws.Always(state);
        TransitionList transitions = new();
        foreach (SafetyInput input in AfterLife(state))
        {
            laws.Before(state);
            laws.After(state, input, state.Step(input, transitions), transitions);
            laws.Always(state);
        }

        return true;
    }

    private static IEnumerable<SafetyInput> AfterLife(SafetyState state)
    {
        for (int scope = 0; scope < state.ScopeCount; scope++)
        {
            foreach (TriggerId trigger in new[] { TriggerId.ApiFailure, TriggerId.OperatorHalt, TriggerId.InputStale })
            {
                SafetyInput clear = new() { Kind = SafetyInputKind.Clear, At = state.LastAt, Scope = scope, Trigger = trigger };
                yield return clear;
                yield return clear with { Kind = SafetyInputKind.Latch, Severity = Severity.Low };
                yield return clear with { Kind = SafetyInputKind.Latch, Severity = Severity.High };
                yield return clear with { Kind = SafetyInputKind.Worsen, Severity = Severity.Critical };
                yield return clear;
            }

            yield return new SafetyInput
            {
                Kind = SafetyInputKind.Resume,
                At = state.LastAt,
                Criteria = ResumptionCriteria.All,
                DmmEpoch = state.DmmEpoch,
                Signatures = Signatures,
            };
            for (byte stage = 0; stage <= PermissionMatrix.LastStage; stage++)
            {
                SafetyInput pass = new() { Kind = SafetyInputKind.StagePassed, At = state.LastAt, Stage = stage, Checks = RecoveryChecks.All };
                yield return pass with { Scope = scope };
                yield return pass with { Scope = Topology.Platform };
            }
        }
    }

    private static void Mutate(Random random, byte[] bytes)
    {
        int at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(6); break;
            case 2: BinaryPrimitives.TryWriteInt64LittleEndian(bytes.AsSpan(at), random.NextInt64(long.MinValue, long.MaxValue)); break;
            default:
                int from = random.Next(bytes.Length);
                bytes.AsSpan(from, Math.Min(8, bytes.Length - Math.Max(at, from))).ToArray().CopyTo(bytes.AsSpan(at));
                break;
        }
    }

    private static List<byte[]> Samples()
    {
        SafetyFixture f = new();
        List<byte[]> samples = [f.Bytes()];
        f.Latch(SafetyFixture.TheVenue, TriggerId.InputStale, Severity.Low);
        f.Latch(SafetyFixture.TheVenue, TriggerId.ApiFailure, Severity.Critical, evidence: new Evidence(4, 3, 0));
        f.Latch(SafetyFixture.TheAsset, TriggerId.VolatilitySpike, Severity.High);
        samples.Add(f.Bytes());
        f.Contain();
        f.Now += FixedPoint.Minute;
        f.Clear(SafetyFixture.TheAsset, TriggerId.VolatilitySpike);
        samples.Add(f.Bytes());
        f.Latch(SafetyFixture.ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        f.Resume();
        samples.Add(f.Bytes());
        f.Pass(SafetyFixture.ThePlatform, 0);
        f.Pass(SafetyFixture.TheAsset, 0);
        f.Clear(SafetyFixture.TheVenue, TriggerId.ApiFailure);
        samples.Add(f.Bytes());
        f.Latch(SafetyFixture.ThePlatform, TriggerId.OperatorHalt, Severity.High);
        samples.Add(f.Bytes());
        return samples;
    }

    private delegate void Reading(ref CanonicalReader reader);

    private static void Refused(byte[] bytes, Reading read) =>
        Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            read(ref reader);
        });
}
