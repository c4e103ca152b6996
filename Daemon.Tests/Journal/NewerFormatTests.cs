using System;
using System.Buffers.Binary;
using System.IO;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Tests.Commands;
using Serilog.Core;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>What a newer basisd wrote is never taken for damage, never passed over, and the version that is needed is named.</summary>
public sealed class NewerFormatTests
{
    [Theory]
    [InlineData("group", "has journal format 3; this basisd knows formats up to 1")]
    [InlineData("frame", "has journal format 3; this basisd knows formats up to 1")]
    [InlineData("kind", "has kinds of frames that this basisd does not know")]
    public void A_newer_group_frame_or_kind_refuses_to_start_and_to_be_read(string what, string expected)
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        byte[] anchor = File.ReadAllBytes(directory.Anchor);
        byte[] segment = File.ReadAllBytes(directory.Segment(0));
        Rewrite(segment.AsSpan(2 * JournalGeometry.BlockBytes), what);
        File.WriteAllBytes(directory.Segment(0), segment);
        JournalOpenResult opened = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.NewerFormat, opened.Status);
        Assert.Contains(expected, opened.Message, StringComparison.Ordinal);
        Assert.Contains("basisd version", opened.Message, StringComparison.Ordinal);
        Assert.Equal(anchor, File.ReadAllBytes(directory.Anchor));
        Assert.Equal(segment, File.ReadAllBytes(directory.Segment(0)));
        foreach (string verb in new[] { "verify", "export", "tail" })
        {
            (int code, _, string error) = Verb.Run("journal", verb, directory.Path);
            Assert.Equal(ExitCode.Integrity, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.DoesNotContain("repair", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("entry", "entry 10 (Fact) has format 99; this basisd knows formats up to ")]
    [InlineData("kind", "entry 10 is of kind 4000, which this basisd does not know")]
    [InlineData("snapshot", "the snapshot at sequence 10 has format 999; this basisd knows formats up to ")]
    public void A_newer_entry_or_snapshot_refuses_to_start(string what, string expected)
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            for (int i = 0; i < 9; i++)
            {
                JournalDirectory.Append(journal, (ushort)EntryKind.ShadowTrip, [EntryCodec.Version]);
            }

            if (what == "snapshot")
            {
                byte[] state = new byte[100];
                BinaryPrimitives.WriteUInt16LittleEndian(state, 999);
                SnapshotWriter writer = journal.BeginSnapshot(state, 1, 1);
                while (!writer.TryAdvance())
                {
                    Assert.Null(journal.Fault);
                }
            }
            else
            {
                JournalDirectory.Append(journal, what == "kind" ? (ushort)4000 : (ushort)EntryKind.Fact, [99, 1, 2]);
            }

            Assert.Null(journal.Close(10_000));
        }

        string config = Path.Combine(directory.Path, "config.json");
        File.WriteAllText(config, $$"""{ "node": { "state_dir": "{{directory.Path}}", "run_dir": "{{directory.Path}}/run" } }""");
        using LogRelay relay = new(Logger.None);
        NodeConfiguration configuration = ConfigurationLoader.Load(config).Configuration!;
        Assert.Null(NodeAssembly.Open(configuration, new MetricRegistry(), relay, "test", out AssemblyFailure? failure));
        Assert.True(failure!.IsIntegrity);
        Assert.Contains(expected, failure.Problem, StringComparison.Ordinal);
        Assert.Contains("is of a newer basisd", failure.Problem, StringComparison.Ordinal);
        Assert.True(JournalVerifier.Verify(directory.Path).Sound);
    }

    private static void Rewrite(Span<byte> group, string what)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(group[16..]);
        Span<byte> frame = group.Slice(GroupFormat.HeaderBytes, length);
        if (what == "group")
        {
            group[12] = 3;
        }
        else if (what == "frame")
        {
            frame[8] = 3;
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(frame[10..], 0xF0EE);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Append(Crc32C.Compute(frame[..4]), frame[8..]));
        Span<byte> header = group[..GroupFormat.HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Crc32C.Append(Crc32C.Compute(header[..8]), header[12..]));
    }
}
