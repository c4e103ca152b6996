using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Basisd.Gate;
using Basisd.Linux;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>The check against a deliberately dumb reference.</summary>
public sealed unsafe class GateCheckTests
{
    private const int Runs = 20_000;

    private static readonly long[] s_times =
        [0, 1, 2, -1, 1_000_000, 2_000_000_000, 2_000_000_001, 2_000_000_002, GateLayout.ClosedUntilRenewed,
        long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 5];

    [Fact]
    public void Any_words_any_times_any_action_answer_as_the_reference()
    {
        byte* page = (byte*)NativeMemory.AlignedAlloc(512, 64);
        ulong* words = (ulong*)(page + GateLayout.CellsOffset);
        long* validUntil = (long*)(page + GateLayout.ValidUntilOffset);
        GateSelection selection = new(page, words + 1, words + 2, words + 3, words + 4, GateClock.BootTime);
        int[] seen = new int[3];
        Property property = Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            for (int i = 0; i < 5; i++)
            {
                words[i] = Word(random);
            }

            *validUntil = Time(random);
            long now = random.Next(2) == 0 ? Time(random) : unchecked(*validUntil - random.NextInt64(-500_000_000, 2_500_000_000));
            int action = random.Next(8) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(0, 14);
            GateVerdict wanted = Reference(new ReadOnlySpan<ulong>(words, 5), *validUntil, now, action);
            seen[(int)wanted]++;
            return selection.CheckAt(action, now) == wanted;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), property);
        NativeMemory.AlignedFree(page);
        Assert.All(seen, n => Assert.True(n > Runs / 50, $"deny, queue, allow: {string.Join(", ", seen)}"));
    }

    [Fact]
    public void A_page_answers_the_strictest_permission_of_the_scopes_named()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.Create();
        using GateReader reader = GateReader.Attach(folder.Page);
        string[] asked = [.. GateFolder.Names, "asset/DOGE", string.Empty, "platform/", "venue/krake"];
        Dictionary<string, GateVerdict[]> model = new(StringComparer.Ordinal);
        Property property = Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            for (int i = 0; i < GateFolder.Names.Length; i++)
            {
                model[GateFolder.Names[i]] = Permissions(random, out ulong word);
                writer.Publish(i, word, 0, 0, 1);
            }

            long now = BootClock.NowNs();
            Assert.True(writer.Renew(now + GateFolder.Second));
            string[] names = random.GetItems(asked, random.Next(0, 5));
            int action = random.Next(GateLayout.ActionCount);
            GateVerdict wanted = model["platform"][action];
            foreach (string name in names)
            {
                wanted = (GateVerdict)Math.Min((int)wanted, (int)(model.TryGetValue(name, out GateVerdict[]? m) ? m[action] : GateVerdict.Deny));
            }

            GateSelection selection = reader.Select(names);
            return selection.CheckAt(action, now) == wanted && selection.CheckAt(action, now + GateFolder.Second + 1) == GateVerdict.Deny;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), property);
    }

    [Fact]
    public void A_selection_of_nothing_asks_the_platform_and_too_many_scopes_are_denied()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen();
        using GateReader reader = GateReader.Attach(folder.Page);
        Assert.Equal(GateVerdict.Allow, reader.Select().Check(0));
        Assert.Equal(GateVerdict.Allow, reader.Select("platform", "platform", "asset/BTC", "asset/ETH", "venue/kraken", "module/rewards").Check(0));
        Assert.Equal(GateVerdict.Deny, reader.Select("asset/BTC", "asset/ETH", "venue/kraken", "venue/binance", "module/rewards").Check(0));
        Assert.Equal(GateVerdict.Deny, default(GateSelection).Check(0));
        writer.Publish(0, GateFolder.QueueAll, 3, 0, 2);
        Assert.Equal(GateVerdict.Queue, reader.Select().Check(9));
        Assert.Equal(GateVerdict.Queue, reader.Select("asset/BTC").Check(9));
    }

    [Fact]
    public void Publishing_renewing_and_checking_allocate_nothing()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen();
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection selection = reader.Select("asset/BTC", "venue/kraken");
        int allowed = 0;
        int turns = 0;
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            allowed += Turn(writer, selection);
            turns++;
        }));
        Assert.Equal(2_000 * turns, allowed);
    }

    private static int Turn(GateWriter writer, in GateSelection selection)
    {
        int allowed = 0;
        for (int i = 0; i < 1_000; i++)
        {
            long now = BootClock.NowNs();
            writer.Publish(2, GateFolder.AllowAll, 1, 1, (ulong)i);
            writer.Renew(now + GateFolder.Second);
            allowed += selection.Check(0) == GateVerdict.Allow ? 1 : 0;
            allowed += selection.CheckAt(11, now) == GateVerdict.Allow ? 1 : 0;
        }

        return allowed;
    }

    private static ulong Word(Random random) => random.Next(8) switch
    {
        < 3 => ulong.MaxValue,
        < 6 => GateLayout.KnownBits,
        6 => GateFolder.QueueAll,
        _ => ((ulong)random.NextInt64() << 1) | (random.Next(2) == 0 ? 0UL : 1UL),
    };

    private static long Time(Random random) => random.Next(2) == 0 ? s_times[random.Next(s_times.Length)] : random.NextInt64();

    private static GateVerdict[] Permissions(Random random, out ulong word)
    {
        GateVerdict[] permissions = new GateVerdict[GateLayout.ActionCount];
        word = 0;
        for (int i = 0; i < permissions.Length; i++)
        {
            permissions[i] = (GateVerdict)Math.Min(2, random.Next(6));
            word |= permissions[i] switch { GateVerdict.Allow => 1UL << i | 1UL << (i + 32), GateVerdict.Queue => 1UL << (i + 32), _ => 0 };
        }

        return permissions;
    }

    private static GateVerdict Reference(ReadOnlySpan<ulong> words, long validUntil, long now, int action)
    {
        BigInteger left = ((BigInteger)validUntil - now + BigInteger.Pow(2, 65)) % BigInteger.Pow(2, 64);
        if (left > GateLayout.MaxHorizonNs || action < 0 || action > 11)
        {
            return GateVerdict.Deny;
        }

        bool allow = true;
        bool queue = true;
        foreach (ulong word in words)
        {
            allow &= (word / BigInteger.Pow(2, action)) % 2 == 1;
            queue &= (word / BigInteger.Pow(2, action + 32)) % 2 == 1;
        }

        return queue && allow ? GateVerdict.Allow : queue ? GateVerdict.Queue : GateVerdict.Deny;
    }
}
