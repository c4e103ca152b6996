using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Journal;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Commands;

/// <summary>What <c>basisd reconcile</c> prints and writes, to the byte.</summary>
public sealed class ReconcileCommandTests : IDisposable
{
    private const long Unit = FixedPoint.Scale;

    private readonly JournalDirectory _directory = new();
    private readonly string _files = Directory.CreateTempSubdirectory("basisd-report-").FullName;
    private readonly NodeRig _rig;
    private readonly GatewayFeed _venue;

    public ReconcileCommandTests()
    {
        File.WriteAllText(Config, """
            {"topology": {
              "units": ["USDT"], "venues": [{"name": "alpha"}],
              "assets": [{"name": "BTC", "reference_unit": "USDT", "extreme_move_ppm": 50000}],
              "instruments": [{"asset": "BTC", "unit": "USDT", "venue": "alpha"}],
              "routes": [{"asset": "BTC", "venue": "alpha", "settlement_unit": "USDT"}]
            }}
            """);
        Topology topology = ConfigurationLoader.Load(Config).Configuration!.Topology;
        _rig = HistoryPlay.Started(topology, new CoreSettings { GatewayVenues = [true] });
        _venue = new GatewayFeed(_rig, 0);
        _venue.Move(0, 10 * Unit);
        _venue.Move(_venue.Cash, 1_000 * Unit);
        Second(2);
        _rig.Observe(ObservationKind.OrderEvent, 0, 7, 0, Unit, 100 * Unit);
        _venue.Fill(0, 7, 9, Unit, 100 * Unit, fee: 5);
        _venue.Move(0, -3);
        _rig.Observe(ObservationKind.OrderEvent, 0, 8, 0, Unit, 100 * Unit);
        Second(4);
    }

    private string Config => Path.Combine(_files, "basisd.json");

    public void Dispose()
    {
        _directory.Dispose();
        Directory.Delete(_files, recursive: true);
    }

    [Fact]
    public void It_shows_accounts_and_each_difference_in_a_sentence()
    {
        ReconcileReply reply = LedgerList.Of(_rig.Core, -1, "polled");
        Assert.False(reply.Clean);
        Assert.Equal("""
            alpha: differs, polled 2023-11-14 22:13:26.000 UTC, up to event 1, 0 open orders, 1 fills in flight
              account                                         ours           in flight               venue's          difference
              BTC@alpha                                10.00000000          1.00000000           10.99999997         -0.00000003
              USDT@alpha                             1000.00000000       -100.00000005          899.99999995          0.00000000
              2 open differences:
              - BTC@alpha: the venue holds 10.99999997, baseline and events give 11.00000000, difference -0.00000003 (since 2023-11-14 22:13:23.000 UTC)
              - BTC@alpha: fill 9 of order 7, +1.00000000: the venue lists it (seq 1), the engine did not report it (since 2023-11-14 22:13:23.000 UTC)

            """.ReplaceLineEndings("\n"), ReconcileText.Render(reply));
    }

    [Fact]
    public void A_report_tells_from_the_journal_what_happened_to_each_account_and_difference()
    {
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, 100 * Unit);
        _rig.Step(new NodeInput { Kind = NodeInputKind.Explain, Now = _rig.Now, Number = 0, Uid = 1000, Text = "booked | by hand"u8 });
        Second(1);
        Save();
        string file = Path.Combine(_files, "report.md");
        (int code, string output, string error) = Verb.Run("reconcile", "--report", file, "--state", _directory.Path, "-c", Config);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Equal($"wrote {file} and {file}.json: 0 of 2 differences open\n", output);
        string text = File.ReadAllText(file);
        Assert.Contains(
            "| BTC@alpha | 10.00000000 | 1.00000000 | 0.00000000 | 0.00000000 | 0.00000000 | -0.00000003 | 10.99999997 | 10.99999997 | 0.00000000 |\n",
            text, StringComparison.Ordinal);
        Assert.Contains(
            "| USDT@alpha | 1000.00000000 | -100.00000000 | -0.00000005 | 0.00000000 | 0.00000000 | 0.00000000 | 899.99999995 | 899.99999995 "
            + "| 0.00000000 |\n", text, StringComparison.Ordinal);
        Assert.Contains("   - over: an operator explained it, 2023-11-14T22:13:26", text, StringComparison.Ordinal);
        Assert.Contains("   - booked ' by hand (uid 1000)\n", text, StringComparison.Ordinal);
        Assert.Contains("   - over: what was missing arrived, 2023-11-14T22:13:26", text, StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"fill_not_reported\"", File.ReadAllText(file + ".json"), StringComparison.Ordinal);

        (_, output, _) = Verb.Run("journal", "export", _directory.Path, "-c", Config);
        Assert.Contains("\"record\":\"fill\",\"venue\":\"alpha\",\"seq\":1,\"route\":\"BTC@alpha\"", output, StringComparison.Ordinal);
        Assert.Contains("\"step\":\"explained\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("kind_1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_an_incident_ends_with_it()
    {
        Save();
        string file = Path.Combine(_files, "report.md");
        Assert.Equal(ExitCode.No, Verb.Run("reconcile", "--report", file, "--state", _directory.Path, "-c", Config, "--incident", "1").Code);
        Assert.StartsWith("# Reconciliation, incident 1\n", File.ReadAllText(file), StringComparison.Ordinal);
        (int code, _, string error) = Verb.Run("reconcile", "--report", file, "--state", _directory.Path, "-c", Config, "--incident", "99");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("no incident 99", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_daemon_it_says_so()
    {
        Assert.Equal(ExitCode.Unreachable, Verb.Run("reconcile", "--run-dir", _files).Code);
        (int code, _, string error) = Verb.Run("reconcile", "--explain", "x", "--run-dir", _files);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("names its venue", error, StringComparison.Ordinal);
    }

    private void Second(int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            _rig.Tick(FixedPoint.Second);
            _venue.Poll();
        }
    }

    private void Save()
    {
        using NodeJournal journal = _directory.Open();
        ulong last = 0;
        foreach ((EntryKind kind, byte[] payload) in (List<(EntryKind, byte[])>)_rig.Journal)
        {
            last = JournalDirectory.Append(journal, (ushort)kind, payload);
        }

        JournalDirectory.Committed(journal, last);
        journal.Close(10_000);
    }
}
