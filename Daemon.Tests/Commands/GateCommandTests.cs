using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Commands;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Tests.Gate;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Commands;

public sealed class GateCommandTests
{
    [Fact]
    public void An_open_gate_is_shown_with_its_scopes()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen(epoch: 3);
        using GateKeeper keeper = new(writer);
        writer.Publish(2, GateFolder.QueueAll, 2, 0, 17);
        (int code, string output, string error) = Verb.Run("gate", "--path", folder.Page);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.StartsWith("gate    open: ", output, StringComparison.Ordinal);
        Assert.Contains("epoch 3", output, StringComparison.Ordinal);
        Assert.Matches("(?m)^platform +NORMAL +1 +all allowed$", output);
        Assert.Matches("(?m)^asset/BTC +BSCB +17 +queued: open .* transfer$", output);
        Assert.Equal(output.Length > 0, Verb.Run("gate", "--run-dir", folder.Root).Output.StartsWith("gate    open", StringComparison.Ordinal));

        using JsonDocument json = JsonDocument.Parse(Verb.Run("gate", "--path", folder.Page, "--json").Output);
        Assert.True(json.RootElement.GetProperty("open").GetBoolean());
        JsonElement btc = json.RootElement.GetProperty("scopes").EnumerateArray().Single(s => s.GetProperty("scope").GetString() == "asset/BTC");
        Assert.Equal(("BSCB", "queue"), (btc.GetProperty("mode").GetString(), btc.GetProperty("permissions").GetProperty("open").GetString()));
    }

    [Theory]
    [InlineData("allow", 0, "open")]
    [InlineData("allow", 0, "open", "asset/ETH", "venue/kraken")]
    [InlineData("queue", 1, "open", "asset/BTC")]
    [InlineData("queue", 1, "withdraw", "asset/ETH", "asset/BTC", "platform")]
    [InlineData("deny", 1, "open", "asset/BTC", "venue/binance")]
    [InlineData("allow", 0, "open", "asset/ETH", "asset/ETH", "asset/ETH", "asset/ETH", "asset/ETH")]
    [InlineData("deny", 2, "fly")]
    [InlineData("deny", 2, "open", "asset/XRP")]
    [InlineData("deny", 2, "open", "asset/ETH", "asset/BTC", "venue/kraken", "venue/binance", "module/rewards")]
    public void Check_answers_as_the_gate_does(string verdict, int exit, params string[] words)
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen(epoch: 1);
        using GateKeeper keeper = new(writer);
        writer.Publish(2, GateFolder.QueueAll, 2, 0, 2);
        writer.Publish(5, 0, 2, 0, 3);
        (int code, string output, string error) = Verb.Run(["gate", "check", .. words, "--path", folder.Page]);
        Assert.Equal((exit, verdict + "\n"), (code, output));
        Assert.Equal(exit == ExitCode.Ok, error.Length == 0);
        (code, output, _) = Verb.Run(["gate", "--path", folder.Page, "check", "--json", .. words]);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.Equal((exit, verdict), (code, json.RootElement.GetProperty("verdict").GetString()));
    }

    [Fact]
    public void The_scope_that_forbids_is_named_and_near_names_are_proposed()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen(epoch: 1);
        using GateKeeper keeper = new(writer);
        writer.Publish(5, 0, 2, 0, 3);
        Assert.Contains("venue/binance (BSCB) says deny", Said("open", "venue/binance", "asset/BTC"), StringComparison.Ordinal);
        Assert.Contains("did you mean asset/BTC?", Said("open", "asset/BTX"), StringComparison.Ordinal);
        Assert.Contains("did you mean open;", Said("opne"), StringComparison.Ordinal);

        string Said(params string[] words) => Verb.Run(["gate", "check", "--path", folder.Page, .. words]).Error;
    }

    [Fact]
    public void A_gate_that_is_not_there_denies_with_the_reason()
    {
        using GateFolder folder = new();
        (int code, string output, string error) = Verb.Run("gate", "check", "open", "asset/BTC", "--path", folder.Page);
        Assert.Equal((ExitCode.No, "deny\n"), (code, output));
        Assert.Contains(folder.Page, error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.No, Verb.Run("gate", "--path", folder.Page).Code);
        File.WriteAllText(folder.Page, "no page");
        Assert.Equal(ExitCode.No, Verb.Run("gate", "check", "open", "--path", folder.Page).Code);
        Assert.Equal(ExitCode.No, Verb.Run("gate", "--path", folder.Page, "--json").Code);
    }

    [Fact]
    public void A_stale_a_closed_and_a_retired_gate_deny_and_say_which_it_is()
    {
        using GateFolder folder = new();
        GateWriter writer = folder.Create();
        using (writer)
        {
            Assert.Contains("keeps it closed", Verb.Run("gate", "check", "open", "--path", folder.Page).Error, StringComparison.Ordinal);
            long until = BootClock.NowNs() + 1_000_000;
            writer.Renew(until);
            while (BootClock.NowNs() <= until)
            {
                System.Threading.Thread.Yield();
            }

            (int code, string output, string error) = Verb.Run("gate", "check", "open", "--path", folder.Page);
            Assert.Equal((ExitCode.No, "deny\n"), (code, output));
            Assert.Contains("dead, stopped or stalled", error, StringComparison.Ordinal);
            (code, output, _) = Verb.Run("gate", "--path", folder.Page);
            Assert.Equal(ExitCode.No, code);
            Assert.Contains("CLOSED", output, StringComparison.Ordinal);
        }

        Assert.Contains("has stopped", Verb.Run("gate", "check", "open", "--path", folder.Page).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_is_the_one_in_the_source() =>
        Assert.Equal(File.ReadAllText(Repository.File("Daemon/Gate/basis_gate.h")), Verb.Run("gate", "header").Output);
}
