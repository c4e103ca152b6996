using System;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>A configuration that is wrong: the daemon says file, line and remedy, and does not start.</summary>
[Collection("daemon live")]
public sealed class ConfigurationInputTests
{
    private const int Usage = 2;

    [Theory]
    [InlineData("{\n  \"node\": { \"nam\": \"a\" }\n}", 2, "node.nam")]
    [InlineData("{\n  \"gate\":\n  { \"validity\": \"1ms\" }\n}", 3, "gate.validity")]
    [InlineData("{\n  \"node\": { \"name\": \"a\",\n    \"name\": \"b\" }\n}", 3, "name")]
    [InlineData("{\n  \"node\": { \"name\": \"a\" \n", 0, "")]
    [InlineData("{ \"node\": \n 7 }", 2, "node")]
    [InlineData("{ \"permissions\": { \"dmm\": {\n \"open\": \"allow\" } } }", 2, "permissions.dmm.open")]
    [InlineData("\u0000\u0001\u0002", 1, "")]
    public async Task A_wrong_file_is_named_with_its_line(string text, int line, string path)
    {
        using DaemonRig rig = new(text);
        string said = await Refused(rig);
        Assert.Contains(line > 0 ? $"basisd.json:{line}" : "basisd.json:", said, StringComparison.Ordinal);
        Assert.Contains(path, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        using DaemonRig rig = new(Configurations.Plain.Replace("\"lending\"", "\"rewards\"", StringComparison.Ordinal));
        Assert.Contains("rewards", await Refused(rig), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_and_an_impossible_address_are_refused()
    {
        using DaemonRig rig = new();
        rig.Configuration = rig.Root + "/absent.json";
        Assert.Contains("absent.json", await Refused(rig), StringComparison.Ordinal);
        string[] arguments = ["run", "--state-dir", rig.State, "--run-dir", rig.Run, "--listen", "nowhere"];
        using DaemonProcess daemon = DaemonProcess.Start(DaemonBinary.Path, arguments);
        Assert.Equal(Usage, await daemon.ExitAsync());
        Assert.Contains("http.listen", daemon.Output, StringComparison.Ordinal);
    }

    private static async Task<string> Refused(DaemonRig rig)
    {
        DaemonProcess daemon = rig.Launch();
        int code = await daemon.ExitAsync();
        Assert.True(code == Usage, $"exit {code}:\n{daemon.Output}");
        Assert.All(
            daemon.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            l => Assert.True(l.StartsWith("basisd: ", StringComparison.Ordinal), "not a message to people: " + l));
        Assert.False(System.IO.Directory.Exists(rig.State), "a refused configuration left a state directory");
        return daemon.Output;
    }
}
