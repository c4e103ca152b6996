using System;
using System.Linq;
using System.Text;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>One record, one text; everything else is damage with its reason, and never a record.</summary>
public sealed class RecordCodecTests
{
    private const string Slot =
        """{"epoch":3,"owner":"beta","boot":"00000000000000ff","seq":7,"in_sync":["alpha","gamma"]"""
        + ""","released":true,"successor":"gamma","committed":9,"forced_at":1}""";

    private const string Dmm = """{"epoch":2,"active":false,"origin":"alpha","resumption":"AAE="}""";
    private const string Pause = """{"paused":true,"by":"zoë","at":5,"reason":"disk < 1 %"}""";

    private static readonly RecordCodec Codec = new(["alpha", "beta", "gamma"]);

    [Fact]
    public void The_texts_are_those_of_the_protocol()
    {
        Assert.Equal(Slot, Text(new SlotRecord(3, 1, 0xff, 7, 0b101, true, 2, 9, 1)));
        Assert.Equal(
            """{"epoch":1,"owner":"alpha","boot":"ffffffffffffffff","seq":0,"in_sync":[],"released":false,"committed":0,"forced_at":0}""",
            Text(new SlotRecord(1, 0, ulong.MaxValue, 0, 0, false, SlotRecord.None, 0, 0)));
        Assert.Equal(Dmm, Text(new DmmRecord(2, false, 0, [0, 1])));
        Assert.Equal("""{"epoch":1,"active":true,"origin":"gamma"}""", Text(new DmmRecord(1, true, 2, null)));
        Assert.Equal(Pause, Text(new PauseRecord(true, "zoë", 5, "disk < 1 %")));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Gen<ulong> wide = ArbMap.Default.GeneratorFor<ulong>();
        Gen<SlotRecord> slots =
            from epoch in wide
            from owner in Gen.Choose(0, 2)
            from boot in wide
            from seq in wide
            from inSync in Gen.Choose(0, 7)
            from released in ArbMap.Default.GeneratorFor<bool>()
            from successor in Gen.Choose(-1, 2)
            from committed in wide
            from forced in Gen.Choose(0, int.MaxValue)
            select new SlotRecord(Math.Max(1, epoch), owner, boot, seq, (ulong)inSync & ~(1UL << owner), released, successor, committed, forced);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(
            slots.ToArbitrary(),
            slot => slot.Equals(Codec.Decode(ArbiterKeyKind.Slot, Codec.Encode(slot), out string problem)) && problem.Length == 0));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<byte>>(), bytes =>
        {
            DmmRecord ended = new(5, false, 1, bytes.Get);
            DmmRecord read = (DmmRecord)Codec.Decode(ArbiterKeyKind.Dmm, Codec.Encode(ended), out _)!;
            return read.Resumption!.SequenceEqual(bytes.Get) && read with { Resumption = ended.Resumption } == ended;
        }));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), reason =>
        {
            // A half of a surrogate pair is no text, and becomes the replacement character.
            string whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(reason.Get));
            PauseRecord pause = new(false, whole, 1, whole);
            return pause.Equals(Codec.Decode(ArbiterKeyKind.Pause, Codec.Encode(pause), out _));
        }));
    }

    [Theory]
    [InlineData(Slot, "beta", "delta", "owner names 'delta'")]
    [InlineData(Slot, "\"gamma\"]", "\"delta\"]", "in_sync names 'delta'")]
    [InlineData(Slot, "\"successor\":\"gamma\"", "\"successor\":\"delta\"", "successor names 'delta'")]
    [InlineData(Slot, "\"alpha\",", "\"beta\",", "must not name the owner")]
    [InlineData(Slot, "\"alpha\",\"gamma\"", "\"gamma\",\"alpha\"", "not in the form")]
    [InlineData(Slot, "\"alpha\",\"gamma\"", "\"alpha\",\"alpha\",\"gamma\"", "not in the form")]
    [InlineData(Slot, "\"alpha\",", "null,", "")]
    [InlineData(Slot, "\"epoch\":3", "\"epoch\":0", "epoch must be at least 1")]
    [InlineData(Slot, "\"epoch\":3", "\"epoch\":-1", "epoch")]
    [InlineData(Slot, "\"epoch\":3", "\"epoch\":18446744073709551616", "epoch")]
    [InlineData(Slot, "\"epoch\":3", "\"epoch\":3.0", "")]
    [InlineData(Slot, "\"epoch\":3", "\"epoch\":\"3\"", "epoch")]
    [InlineData(Slot, "\"epoch\":3,", "\"epoch\":3,\"epoch\":4,", "not in the form")]
    [InlineData(Slot, "\"epoch\":3,", "", "epoch")]
    [InlineData(Slot, "\"epoch\":3,", "\"Epoch\":3,", "Epoch")]
    [InlineData(Slot, "\"epoch\":3,", "\"epoch\":3,\"extra\":1,", "extra")]
    [InlineData(Slot, "\"epoch\":3", "\"epoch\": 3", "not in the form")]
    [InlineData(Slot, "00ff", "00FF", "not in the form")]
    [InlineData(Slot, "00ff", "0ff", "16 hexadecimal digits")]
    [InlineData(Slot, "00ff", "00fg", "16 hexadecimal digits")]
    [InlineData(Slot, "\"successor\":\"gamma\"", "\"successor\":null", "not in the form")]
    [InlineData(Slot, "\"released\":true", "\"released\":1", "released")]
    [InlineData(Slot, "\"forced_at\":1", "\"forced_at\":-1", "forced_at")]
    [InlineData(Slot, ",\"forced_at\":1", "", "forced_at")]
    [InlineData(Slot, Slot, "null", "null")]
    [InlineData(Slot, Slot, "", "")]
    [InlineData(Slot, Slot, "[]", "")]
    [InlineData(Dmm, "\"active\":false", "\"active\":true", "an active DMM")]
    [InlineData(Dmm, ",\"resumption\":\"AAE=\"", "", "has the resumption that ended it")]
    [InlineData(Dmm, "AAE=", "", "has the resumption that ended it")]
    [InlineData(Dmm, "AAE=", "AAE", "")]
    [InlineData(Dmm, "\"epoch\":2", "\"epoch\":0", "epoch must be at least 1")]
    [InlineData(Pause, "\"at\":5", "\"at\":-5", "at must not be negative")]
    [InlineData(Pause, "\"zoë\"", "null", "by")]
    [InlineData(Pause, "}", "}x", "")]
    public void Damage_is_no_record_and_says_why(string text, string old, string other, string reason)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        string damaged = old == text ? other : text.Replace(old, other, StringComparison.Ordinal);
        ArbiterKeyKind kind = text == Slot ? ArbiterKeyKind.Slot : text == Dmm ? ArbiterKeyKind.Dmm : ArbiterKeyKind.Pause;
        Assert.NotNull(Codec.Decode(kind, Encoding.UTF8.GetBytes(text), out string none));
        Assert.Empty(none);
        Assert.Null(Codec.Decode(kind, Encoding.UTF8.GetBytes(damaged), out string problem));
        Assert.NotEmpty(problem);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        SlotRecord good = new(1, 0, 1, 0, 0, false, SlotRecord.None, 0, 0);
        object[] wrong =
        [
            good with { Epoch = 0 }, good with { Owner = 3 }, good with { Owner = -1 }, good with { InSync = 1 }, good with { InSync = 8 },
            good with { Successor = 3 }, good with { Successor = -2 }, good with { ForcedAt = -1 }, new DmmRecord(0, true, 0, null),
            new DmmRecord(1, true, 0, [1]), new DmmRecord(1, false, 0, null), new DmmRecord(1, true, 9, null), new PauseRecord(true, "", -1, ""),
            new PauseRecord(true, "", 1, new string('x', RecordCodec.MaxValueBytes)), "no record",
        ];
        foreach (object record in wrong)
        {
            Assert.Throws<ArgumentException>(() => Codec.Encode(record));
        }

        Assert.Null(Codec.Decode(ArbiterKeyKind.Slot, new byte[RecordCodec.MaxValueBytes + 1], out string problem));
        Assert.Contains("at most", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Arbitrary_and_mutated_bytes_are_a_record_in_its_own_form_or_damage()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        string[] valid = [Slot, Dmm, Pause];
        int taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int which = random.Next(3);
            byte[] bytes = Encoding.UTF8.GetBytes(valid[which]);
            if (random.Next(5) == 0)
            {
                bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
            }
            else
            {
                for (int change = random.Next(1, 3); change > 0; change--)
                {
                    int at = random.Next(bytes.Length);
                    bytes[at] = random.Next(2) == 0 ? (byte)('0' + random.Next(10)) : (byte)random.Next(256);
                }
            }

            object? record = Codec.Decode((ArbiterKeyKind)which, bytes, out string problem);
            Assert.True(record is null == problem.Length > 0, $"seed {seed}, value {i}");
            if (record is not null)
            {
                taken++;
                Assert.True(Codec.Encode(record).AsSpan().SequenceEqual(bytes), $"seed {seed}, value {i}");
            }
        }

        // A test whose every value is refused would prove little.
        Assert.InRange(taken, 100, 19_000);
    }

    private static string Text(object record) => Encoding.UTF8.GetString(Codec.Encode(record));
}
