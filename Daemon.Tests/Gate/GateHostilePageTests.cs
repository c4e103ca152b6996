using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Basisd.Gate;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>Pages that somebody else wrote: refused by both readers, for the same reason, and never a crash.</summary>
public sealed class GateHostilePageTests
{
    private const int Seed = 20_200_312;
    private const int Mutations = 300;

    [Fact]
    public void Damaged_pages_are_refused_alike_in_C_and_CSharp()
    {
        using GateFolder folder = new();
        List<(string Path, bool MustRefuse)> pages = Write(folder);
        (int code, string[] lines, string error) = CReader.Run(CReader.Checked, ["judge", .. pages.Select(p => p.Path)]);
        Assert.True(code == 0, $"seed {Seed}: exit {code}\n{error}");
        Assert.Equal(pages.Count, lines.Length);
        for (int i = 0; i < pages.Count; i++)
        {
            string[] answer = lines[i].Split(' ');
            using GateReader reader = GateReader.Attach(pages[i].Path);
            string what = $"seed {Seed}, {Path.GetFileName(pages[i].Path)}: {reader.Result} {reader.Problem}";
            Assert.True((int)reader.Result == int.Parse(answer[0], CultureInfo.InvariantCulture), $"{what}; C says {lines[i]}");
            Assert.True(answer[1] != "99", what);
            Assert.True(!pages[i].MustRefuse || reader.Result != GateAttachResult.Attached, what);
            Assert.True(reader.Result == GateAttachResult.Attached || reader.Select("asset/BTC").Check(0) == GateVerdict.Deny, what);
            Exercise(reader);
        }
    }

    [Theory]
    [InlineData(GateLayout.MagicOffset, 0x4554_4753_4953_4143, GateAttachResult.NotAPage)]
    [InlineData(GateLayout.VersionOffset, 2, GateAttachResult.OtherVersion)]
    [InlineData(GateLayout.StateOffset, 2, GateAttachResult.Retired)]
    [InlineData(GateLayout.BootIdOffset, 1, GateAttachResult.OtherBoot)]
    [InlineData(GateLayout.CellCountOffset, 0x4000_0000_00, GateAttachResult.BadLayout)]
    [InlineData(GateLayout.HeaderSize + (7 * GateLayout.CellSize), 0, GateAttachResult.BadNames)]
    public void Each_kind_of_damage_has_its_own_answer(int offset, long value, GateAttachResult expected)
    {
        using GateFolder folder = new();
        byte[] page = Good(folder);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(offset), value);
        string path = Path.Combine(folder.Root, "bad");
        File.WriteAllBytes(path, page);
        using GateReader reader = GateReader.Attach(path);
        Assert.Equal(expected, reader.Result);
        Assert.NotEmpty(reader.Problem);
        Assert.Equal(GateVerdict.Deny, reader.Select().Check(0));
    }

    [Fact]
    public void No_page_no_permission_until_there_is_one()
    {
        using GateFolder folder = new();
        using GateReader reader = GateReader.Attach(folder.Page);
        Assert.Equal(GateAttachResult.Absent, reader.Result);
        Assert.Equal(GateVerdict.Deny, reader.Select().Check(0));
        Assert.Equal(default, reader.Header());
        using GateWriter writer = folder.CreateOpen();
        Assert.Equal(GateAttachResult.Attached, reader.Reattach());
        Assert.Equal(GateVerdict.Allow, reader.Select().Check(0));
        Assert.Equal(GateAttachResult.Attached, reader.Reattach());
    }

    [Fact]
    public void A_name_that_stands_twice_is_no_name()
    {
        using GateFolder folder = new();
        byte[] page = Good(folder);
        Span<byte> names = page.AsSpan(GateLayout.DirectoryOffset(GateFolder.Names.Length));
        names.Slice(2 * GateLayout.NameEntrySize, GateLayout.NameEntrySize).CopyTo(names.Slice(3 * GateLayout.NameEntrySize));
        string path = Path.Combine(folder.Root, "twice");
        File.WriteAllBytes(path, page);
        using GateReader reader = GateReader.Attach(path);
        Assert.Equal(-1, reader.IndexOf("asset/BTC"));
        Assert.Equal(GateVerdict.Allow, reader.Select("venue/kraken").Check(0));
        Assert.Equal(GateVerdict.Deny, reader.Select("asset/BTC").Check(0));
        Assert.Equal("DENY", CReader.Run(CReader.Plain, "once", path, "0", "asset/BTC").Lines[0]);
    }

    private static byte[] Good(GateFolder folder)
    {
        using GateWriter writer = folder.CreateOpen();
        return File.ReadAllBytes(folder.Page);
    }

    private static List<(string Path, bool MustRefuse)> Write(GateFolder folder)
    {
        Random random = new(Seed);
        byte[] good = Good(folder);
        List<(string, bool)> pages = [(folder.Page, true), (folder.Root, true), (Path.Combine(folder.Root, "nothing"), true)];
        void Add(string name, byte[] bytes, bool mustRefuse)
        {
            string path = Path.Combine(folder.Root, name);
            File.WriteAllBytes(path, bytes);
            pages.Add((path, mustRefuse));
        }

        string fifo = Path.Combine(folder.Root, "fifo");
        using (Process mkfifo = Process.Start("mkfifo", fifo))
        {
            mkfifo.WaitForExit();
        }

        pages.Add((fifo, true));
        string link = Path.Combine(folder.Root, "link");
        File.CreateSymbolicLink(link, Path.Combine(folder.Root, "good"));
        pages.Add((link, true));
        Add("good", good, mustRefuse: false);
        foreach (int length in (int[])[0, 1, 7, 8, 63, 64, 255, 256, 319, 320, 383, 384, 600, good.Length - 64, good.Length - 1])
        {
            Add($"cut-{length}", good[..length], mustRefuse: true);
        }

        foreach (int offset in (int[])[8, 12, 16, 20, 24, 32, 40, 48, 56, 60])
        {
            ulong[] values = [0, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1_0000_0000, 1UL << 63, ulong.MaxValue, 0xFFFF_FFFF_FFFF_FF00, 4096, 4097];
            foreach (ulong value in values)
            {
                byte[] page = [.. good];
                BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(offset), value);
                Add($"field-{offset}-{value:x}", page, mustRefuse: true);
            }
        }

        for (int i = 0; i < Mutations; i++)
        {
            byte[] page = [.. good];
            int changes = random.Next(1, 9);
            for (int j = 0; j < changes; j++)
            {
                page[random.Next(4) == 0 ? random.Next(page.Length) : random.Next(GateLayout.HeaderSize)] = (byte)random.Next(256);
            }

            Add($"flip-{i}", page, mustRefuse: false);
            byte[] noise = new byte[random.Next(0, 5_000)];
            random.NextBytes(noise);
            if (i % 2 == 0 && noise.Length >= 16)
            {
                good.AsSpan(0, 16).CopyTo(noise);
            }

            Add($"noise-{i}", noise, mustRefuse: true);
        }

        return pages;
    }

    /// <summary>Whatever was accepted must be safe to look at.</summary>
    private static void Exercise(GateReader reader)
    {
        GateSelection selection = reader.Select("asset/BTC", "venue/kraken");
        for (int i = -1; i <= reader.ScopeCount; i++)
        {
            _ = reader.Cell(i);
            _ = selection.Check(i);
        }

        _ = reader.IndexOf("route/nothing");
        _ = reader.Header();
        _ = reader.IsLive;
        reader.Dispose();
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
    }
}
