using System;
using System.IO;
using System.Linq;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Commands;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>Journals of every released format, and of the one at work, are read to the byte. <c>golden/README.md</c> says what they are.</summary>
public sealed class GoldenJournalTests : IDisposable
{
    private const string Unreleased = "unreleased";
    private const string Configuration = """
        {
          "topology": {
            "units": ["USD", "USDT"], "modules": ["rewards"], "venues": [{"name": "alpha"}, {"name": "beta"}],
            "assets": [
              {"name": "BTC", "reference_unit": "USDT", "extreme_move_ppm": 50000},
              {"name": "ETH", "reference_unit": "USDT", "extreme_move_ppm": 50000}
            ],
            "instruments": [
              {"asset": "BTC", "unit": "USDT", "venue": "alpha"}, {"asset": "BTC", "unit": "USDT", "venue": "beta"},
              {"asset": "ETH", "unit": "USDT", "venue": "alpha"}
            ],
            "routes": [
              {"asset": "BTC", "venue": "alpha", "settlement_unit": "USDT"}, {"asset": "ETH", "venue": "alpha", "settlement_unit": "USDT"}
            ]
          }
        }
        """;

    private readonly JournalDirectory _directory = new();

    public static TheoryData<string> Formats => [.. Directory.GetDirectories(Root).Select(p => Path.GetFileName(p))];

    private static string Root => Repository.File("Daemon.Tests/Journal/golden");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_anew_when_asked()
    {
        if (Environment.GetEnvironmentVariable("BASISD_GOLDEN") != "write")
        {
            Assert.Skip("BASISD_GOLDEN=write writes the journal of the format at work anew");
        }

        string target = Path.Combine(Root, Unreleased);
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "config.json"), Configuration);
        using RecordedNode node = new(Configuration);
        using (NodeJournal journal = node.Journal.Open())
        {
            node.Append(journal);
            CanonicalWriter state = new(64 * 1024);
            node.Rig.Core.WriteSnapshot(state);
            SnapshotWriter writer = journal.BeginSnapshot(state.Written.ToArray(), 7, 1_600_000_000_000_000_000L);
            while (!writer.TryAdvance())
            {
                Assert.Null(journal.Fault);
            }

            JournalDirectory.Committed(journal, writer.EndSequence);
            node.Rig.Act(NodeInputKind.Pause, "asset/ETH", "behind the snapshot");
            node.Append(journal);
            HeadStatement stated = new("golden", journal.Id, journal.Committed, 1_600_000_000_000_000_000L, ChainHash.Genesis);
            Assert.True(journal.TryAppendHead(7, stated.WallNs, new SignedHead(stated, [1, 2, 3]), out _));
            Assert.Null(journal.Close(10_000));
        }

        File.WriteAllText(Path.Combine(target, "state"), Convert.ToHexStringLower(node.Rig.Core.State.Hash()) + "\n");
        File.Copy(node.Journal.Anchor, Path.Combine(target, "anchor"), overwrite: true);
        byte[] segment = File.ReadAllBytes(node.Journal.Segment(0));
        File.WriteAllBytes(Path.Combine(target, "journal.0"), segment[..(segment.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)]);
        Assert.Equal(0, Verb.Run("journal", "export", node.State, "-c", node.Config, "--frames", Path.Combine(target, "frames")).Code);
        File.WriteAllText(Path.Combine(target, "export.jsonl"), Verb.Run("journal", "export", node.State, "-c", node.Config).Output);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_byte_means_what_it_meant(string format)
    {
        string config = Restore(format);
        VerifyReport report = JournalVerifier.Verify(_directory.Path);
        Assert.True(report.Sound, report.Message);
        Assert.True(report.Snapshots >= 1);
        (int code, string output, string error) = Verb.Run("journal", "export", _directory.Path, "-c", config);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Equal(File.ReadAllText(Golden(format, "export.jsonl")), output);

        string frames = Path.Combine(_directory.Path, "frames.copy");
        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "export", _directory.Path, "-c", config, "--frames", frames).Code);
        Assert.Equal(File.ReadAllBytes(Golden(format, "frames")), File.ReadAllBytes(frames));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_node_starts_from_it_with_the_same_state(string format)
    {
        NodeConfiguration configuration = ConfigurationLoader.Load(Restore(format)).Configuration!;
        NodeCore core = new(configuration.Topology, CoreSettingsMapping.Of(configuration));
        JournalReplay replay = new(core);
        using NodeJournal journal = _directory.Open();
        Assert.Null(NodeAssembly.Replay(journal, replay, _directory.Path));
        Assert.Null(replay.Problem);
        Assert.True(replay.HadSnapshot);
        Assert.Equal(File.ReadAllText(Golden(format, "state")).Trim(), Convert.ToHexStringLower(core.State.Hash()));

        // And from the first entry, without the snapshot.
        core = new NodeCore(configuration.Topology, CoreSettingsMapping.Of(configuration));
        replay = new JournalReplay(core);
        Assert.True(JournalReader.Open(_directory.Path, out JournalReader? reader, out string message), message);
        using (reader)
        {
            while (reader!.TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame)
            {
                if (header.Kind < ReservedKinds.First)
                {
                    replay.Frame(header, payload);
                }
            }
        }

        Assert.Null(replay.Problem);
        Assert.Equal(File.ReadAllText(Golden(format, "state")).Trim(), Convert.ToHexStringLower(core.State.Hash()));
    }

    [Fact]
    public void A_damaged_one_is_repaired_from_its_frames()
    {
        string config = Restore(Unreleased);
        File.WriteAllBytes(_directory.Segment(0), new byte[JournalDirectory.Small.SegmentBytes]);
        RepairReport done = JournalRepair.Run(_directory.Path, Golden(Unreleased, "frames"), dryRun: false, withoutAnchor: false);
        Assert.True(done.Status == RepairStatus.Repaired, done.Message);
        Assert.Equal(File.ReadAllText(Golden(Unreleased, "export.jsonl")), Verb.Run("journal", "export", _directory.Path, "-c", config).Output);
    }

    private static string Golden(string format, string name) => Path.Combine(Root, format, name);

    /// <summary>Puts the state directory together again.</summary>
    /// <returns>Its configuration.</returns>
    private string Restore(string format)
    {
        foreach (string path in Directory.GetFiles(Path.Combine(Root, format)).Where(p => Path.GetFileName(p) == "anchor" || p.Contains("journal.")))
        {
            File.Copy(path, Path.Combine(_directory.Path, Path.GetFileName(path)));
        }

        long length = AnchorFile.Read(_directory.Path).Anchor.Geometry.SegmentBytes;
        foreach (string path in Directory.GetFiles(_directory.Path, "journal.*"))
        {
            using FileStream segment = File.OpenWrite(path);
            segment.SetLength(length);
        }

        return Golden(format, "config.json");
    }
}
