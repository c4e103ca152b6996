using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Commands;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Tests.Journal;
using Xunit;

namespace Basisd.Tests.Commands;

public sealed class JournalCommandTests
{
    [Fact]
    public void Verify_prints_the_head_that_the_journal_has()
    {
        using RecordedNode node = new RecordedNode().Save();
        VerifyReport truth = JournalVerifier.Verify(node.State);
        (int code, string output, string error) = Verb.Run("journal", "verify", node.State);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains($"sequence {node.Entries.Count}, hash {truth.Head.Hash}", output, StringComparison.Ordinal);
        Assert.EndsWith("sound\n", output, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(Verb.Run("journal", "verify", "--json", node.State).Output);
        Assert.True(json.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal(node.Entries.Count, json.RootElement.GetProperty("frames").GetInt32());
        Assert.Equal(truth.Head.Hash.ToString(), json.RootElement.GetProperty("head_hash").GetString());
    }

    [Fact]
    public void Every_verb_of_the_journal_and_its_snapshots_speaks_json()
    {
        foreach (Command verb in (Command[])[.. JournalCommand.Create().Subcommands, .. SnapshotCommand.Create().Subcommands])
        {
            Assert.True(verb.Options.Any(o => o.Name == "--json"), $"{verb.Name} has no --json");
        }
    }

    [Fact]
    public void Export_says_as_json_which_frames_it_wrote()
    {
        using RecordedNode node = new RecordedNode().Save();
        JournalHead head = JournalVerifier.Verify(node.State).Head;
        string file = Path.Combine(node.State, "frames");
        (int code, string output, string error) = Verb.Run(
            "journal", "export", node.State, "-c", node.Config, "--frames", file, "--from", "2", "--json");
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(file, json.RootElement.GetProperty("file").GetString());
        Assert.Equal(2UL, json.RootElement.GetProperty("first_sequence").GetUInt64());
        Assert.Equal(head.Sequence, json.RootElement.GetProperty("last_sequence").GetUInt64());
        Assert.Equal(head.Sequence - 1, json.RootElement.GetProperty("frames").GetUInt64());
        Assert.Equal(head.Hash.ToString(), json.RootElement.GetProperty("last_hash").GetString());

        // Entries are JSON lines with it and without it.
        Assert.Equal(Verb.Run("journal", "export", node.State, "-c", node.Config).Output,
            Verb.Run("journal", "export", node.State, "-c", node.Config, "--json").Output);
    }

    [Fact]
    public void Verify_of_a_hurt_journal_exits_4_and_names_file_offset_and_sequence()
    {
        using RecordedNode node = new RecordedNode().Save();
        string segment = node.Journal.Segment(0);
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[JournalGeometry.BlockBytes / 2] ^= 1;
        File.WriteAllBytes(segment, bytes);
        IntegrityFailure truth = JournalVerifier.Verify(node.State).Failure!;
        (int code, string output, string error) = Verb.Run("journal", "verify", node.State);
        Assert.Equal((ExitCode.Integrity, string.Empty), (code, output));
        string expected = $"first bad frame: {segment}, offset {truth.Offset}, expected sequence {truth.ExpectedSequence}";
        Assert.Contains(expected, error, StringComparison.Ordinal);

        (code, output, _) = Verb.Run("journal", "verify", "--json", node.State);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Equal(truth.Offset, json.RootElement.GetProperty("first_bad").GetProperty("offset").GetInt64());

        Assert.Equal(ExitCode.Integrity, Verb.Run("journal", "export", node.State, "-c", node.Config).Code);
        Assert.Equal(ExitCode.Integrity, Verb.Run("journal", "tail", node.State, "-c", node.Config).Code);
    }

    [Fact]
    public void A_lost_anchor_is_an_integrity_failure_and_an_empty_directory_is_not()
    {
        using RecordedNode node = new RecordedNode().Save();
        File.Delete(node.Journal.Anchor);
        Assert.Equal(ExitCode.Integrity, Verb.Run("journal", "verify", node.State).Code);
        Assert.Equal(ExitCode.Integrity, Verb.Run("journal", "tail", node.State).Code);
        using JournalDirectory empty = new();
        (int code, _, string error) = Verb.Run("journal", "verify", empty.Path);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"There is no journal in {empty.Path}", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Verb.Run("journal", "export", Path.Combine(empty.Path, "absent")).Code);
    }

    [Fact]
    public void Export_has_every_entry_decoded_with_names_and_hashes()
    {
        using RecordedNode node = new RecordedNode().Save(unknown: true);
        (int code, string output, string error) = Verb.Run("journal", "export", node.State, "--config", node.Config);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        List<JsonElement> lines = Parse(output);
        Assert.Equal(node.Entries.Count + 1, lines.Count);
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(l => l.GetProperty("sequence").GetInt32()));
        Assert.Equal(JournalVerifier.Verify(node.State).Head.Hash.ToString(), Text(lines[^1], "hash"));

        JsonElement fact = lines.Single(l => Text(l, "kind") == "fact");
        string route = node.Rig.Topology.Routes[0].Name;
        Assert.Equal(
            ("balance_pair", $"route/{route}", "5.00000000", "4.00000000"),
            (Text(fact, "fact"), Text(fact, "subject"), Text(fact, "ours"), Text(fact, "venues")));
        JsonElement commit = lines.Single(l => Text(l, "kind") == "engine_commit");
        Assert.Equal((7, 4), (commit.GetProperty("commit").GetInt32(), commit.GetProperty("total").GetInt32()));
        JsonElement act = lines.First(l => Text(l, "kind") == "operator_act");
        Assert.Equal(("pause", "asset/BTC", 1000), (Text(act, "act"), Text(act, "scope"), act.GetProperty("uid").GetInt32()));
        JsonElement move = lines.First(l => Text(l, "kind") == "transition");
        Assert.Equal(
            ("asset/BTC", "NORMAL", "BSCB", "operator.pause"),
            (Text(move, "scope"), Text(move, "from"), Text(move, "to"), Text(move, "trigger")));
        JsonElement last = lines.Last(l => Text(l, "kind") == "transition");
        Assert.Equal(("platform", "DMM"), (Text(last, "scope"), Text(last, "to")));
        Assert.Equal(Convert.ToHexStringLower(node.Rig.Core.State.Hash()), Text(last, "state_hash"));
        Assert.Contains(lines, l => Text(l, "kind") == "command_issued" && Text(l, "order") == "halt");
        Assert.Contains(lines, l => Text(l, "kind") == "incident" && Text(l, "change") == "opened");
        Assert.Equal(($"kind_{RecordedNode.UnknownKind}", "cafe"), (Text(lines[^1], "kind"), Text(lines[^1], "payload")));
        Assert.DoesNotContain("problem", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_takes_a_range_and_says_when_it_lies_behind_the_head()
    {
        using RecordedNode node = new RecordedNode().Save();
        List<JsonElement> lines = Parse(Verb.Run("journal", "export", node.State, "--from", "2", "--to", "4", "-c", node.Config).Output);
        Assert.Equal([2, 3, 4], lines.Select(l => l.GetProperty("sequence").GetInt32()));
        Assert.Equal(ExitCode.Usage, Verb.Run("journal", "export", node.State, "--from", "4", "--to", "2").Code);
        (int code, string output, string error) = Verb.Run("journal", "export", node.State, "--from", "99999", "-c", node.Config);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains($"ends at sequence {node.Entries.Count}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_topology_gets_indices_never_wrong_names()
    {
        using RecordedNode node = new RecordedNode().Save();
        File.WriteAllText(node.Config, """
            { "topology": { "units": ["USD"], "venues": [{ "name": "solo" }],
              "assets": [{ "name": "DOGE", "reference_unit": "USD", "extreme_move_ppm": 50000 }],
              "instruments": [{ "asset": "DOGE", "unit": "USD", "venue": "solo" }],
              "routes": [{ "asset": "DOGE", "venue": "solo", "settlement_unit": "USD" }] } }
            """);
        (int code, string output, string error) = Verb.Run("journal", "export", node.State, "--config", node.Config);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("another topology", error, StringComparison.Ordinal);
        Assert.DoesNotContain("DOGE", output, StringComparison.Ordinal);
        Assert.Contains($"\"scope\":\"scope {node.Rig.Scope("asset/BTC")}\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tail_prints_the_last_lines_and_no_control_character()
    {
        using RecordedNode node = new RecordedNode().Save();
        (int code, string output, _) = Verb.Run("journal", "tail", node.State, "-n", "3", "-c", node.Config);
        Assert.Equal(ExitCode.Ok, code);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("platform NORMAL → DMM by operator.halt", output, StringComparison.Ordinal);
        (_, output, _) = Verb.Run("journal", "tail", node.State, "-n", "1000", "-c", node.Config);
        Assert.Equal(node.Entries.Count, output.Count(c => c == '\n'));
        Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
        Assert.Empty(Verb.Run("journal", "tail", node.State, "-n", "0", "-c", node.Config).Output);
        Assert.Equal(ExitCode.Usage, Verb.Run("journal", "tail", node.State, "-n", "-1").Code);
    }

    [Fact]
    public void A_payload_that_does_not_decode_is_shown_as_it_is()
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            JournalDirectory.Append(journal, (ushort)EntryKind.Transition, [1, 2, 3]);
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, (ushort)EntryKind.Safety, [99]));
            journal.Close(10_000);
        }

        (int code, string output, _) = Verb.Run("journal", "export", directory.Path);
        Assert.Equal(ExitCode.Ok, code);
        List<JsonElement> lines = Parse(output);
        Assert.Equal(("transition", "010203"), (Text(lines[0], "kind"), Text(lines[0], "payload")));
        Assert.Contains("version 99", Text(lines[1], "problem"), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_reads_a_running_node_and_snapshots_are_named()
    {
        using RecordedNode node = new();
        using NodeJournal journal = node.Journal.Open();
        node.Append(journal);
        Assert.Equal(node.Entries.Count, Parse(Verb.Run("journal", "export", node.State, "-c", node.Config).Output).Count);
        node.Rig.Act(NodeInputKind.Pause, "asset/ETH");
        node.Append(journal);
        Assert.Equal(node.Entries.Count, Parse(Verb.Run("journal", "export", node.State, "-c", node.Config).Output).Count);
        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "verify", node.State).Code);
        Assert.Null(journal.Close(10_000));
    }

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.ToString() : string.Empty;

    private static List<JsonElement> Parse(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
