using System;
using System.CommandLine;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Commands;

public sealed class ManCommandTests
{
    [Theory]
    [InlineData("basisd")]
    [InlineData("basisd.json")]
    public async Task A_page_has_nothing_that_a_formatter_warns_of(string page)
    {
        (int code, string text, string error) = Verb.Run("man", page, "--date", "2026-01-01");
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        (int lint, string said) = await Tool.RunAsync("mandoc", Encoding.UTF8.GetBytes(text), "-T", "lint", "-W", "warning");
        Assert.True(lint == 0, said);
    }

    [Fact]
    public void Every_verb_and_option_has_its_place_in_the_page()
    {
        string text = Plain(Verb.Run("man", "basisd").Output);
        foreach (Command verb in CommandLine.Root().Subcommands.Where(c => !c.Hidden))
        {
            Assert.Contains($".SS \"basisd {verb.Name}", text, StringComparison.Ordinal);
            Assert.All(verb.Options.Where(o => !o.Hidden), o => Assert.Contains(o.Name, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_setting_has_its_place_in_the_page()
    {
        string text = Plain(Verb.Run("man", "basisd.json").Output);
        Assert.All(SettingTable.All, s => Assert.Contains($"\\fB{s.DisplayPath}\\fR\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_does_not_exist_is_refused_by_its_name()
    {
        (int code, _, string error) = Verb.Run("man", "nothing");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("nothing", error, StringComparison.Ordinal);
    }

    private static string Plain(string roff) => roff.Replace("\\-", "-", StringComparison.Ordinal);
}
