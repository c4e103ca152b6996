using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Gate;
using Basisd.Tests.Gate;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Commands;

public sealed class CompletionTests
{
    [Fact]
    public void Every_verb_and_option_of_the_tree_completes() => Walk(CommandLine.Root(), []);

    [Theory]
    [InlineData("conf", "config")]
    [InlineData("config |", "check,show,schema,reference")]
    [InlineData("config show --js", "--json")]
    [InlineData("config show --config |", ":file")]
    [InlineData("config show -c x --c", "")]
    [InlineData("config check |", ":file")]
    [InlineData("journal verify |", ":dir")]
    [InlineData("run --state-dir=|", ":dir")]
    [InlineData("gate check op", "open")]
    [InlineData("gate check re", "reduce,reallocate")]
    [InlineData("gate check -- re", "reduce,reallocate")]
    [InlineData("nonsense |", "")]
    public void Words_at_the_cursor(string line, string expected)
    {
        string[] words = [.. line.Split(' ').Select(w => w.Replace("|", "", StringComparison.Ordinal))];
        string[] lines = Verb.Run(["completion", "words", "--", .. words]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, string.Join(',', lines.Select(l => l.Split('\t')[0])));
    }

    [Fact]
    public void Scopes_come_from_the_live_page_that_the_line_names()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen(epoch: 1);
        using GateKeeper keeper = new(writer);
        string[] ask = ["completion", "words", "--", "gate", "check"];
        Assert.Equal("asset/BTC\nasset/ETH\n", Verb.Run([.. ask, "--path", folder.Page, "open", "asset/"]).Output);
        Assert.Equal("venue/kraken\n", Verb.Run([.. ask, "open", "asset/BTC", "--run-dir=" + folder.Root, "venue/k"]).Output);
    }

    [Fact]
    public void Scopes_come_from_the_configuration_while_there_is_no_page()
    {
        using GateFolder folder = new();
        string output = Verb.Run("completion", "words", "--", "gate", "check", "--run-dir", folder.Root, "open", "platf").Output;
        Assert.Equal("platform\n", output);
    }

    [Theory]
    [InlineData("bash", "-n")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public async Task The_script_is_one_that_its_shell_can_read(string shell, string check)
    {
        string script = Save(shell);
        try
        {
            (int code, string output) = await Tool.RunAsync(shell, null, check, script);
            Assert.True(code == 0, output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Fact]
    public async Task Bash_completes_with_the_script()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen(epoch: 1);
        using GateKeeper keeper = new(writer);
        Assert.Equal(["config"], await BashAsync("conf"));
        Assert.Equal(["check", "show", "schema", "reference"], await BashAsync("config "));
        Assert.Equal(["--json"], await BashAsync("gate --js"));
        Assert.Equal(["open"], await BashAsync("gate check op"));
        Assert.Equal(["asset/BTC", "asset/ETH"], await BashAsync($"gate check --run-dir {folder.Root} open asset/"));

        // Bash splits at @ and =: only what stands behind may come back.
        Assert.Equal(["kraken"], await BashAsync($"gate check --run-dir {folder.Root} open route/BTC@kr"));
        Assert.Equal([folder.Page], await BashAsync($"gate --path={folder.Root}/"));
        Assert.Equal([folder.Page], await BashAsync($"config check {folder.Root}/ga"));
    }

    private static void Walk(Command command, string[] path)
    {
        string[] verbs = [.. Offered([.. path, ""])];
        Assert.All(command.Subcommands.Where(c => !c.Hidden), c => Assert.Contains(c.Name, verbs));
        string[] options = [.. Offered([.. path, "-"])];
        Assert.All(command.Options.Where(o => !o.Hidden), o => Assert.Contains(o.Name, options));
        foreach (Command next in command.Subcommands)
        {
            Walk(next, [.. path, next.Name]);
        }
    }

    private static string[] Offered(string[] words) =>
        [.. CompletionWords.Of(CommandLine.Root(), words, (_, _) => []).Select(w => w.Text)];

    private static string Save(string shell)
    {
        string file = Path.Combine(AppContext.BaseDirectory, $"completion-{Guid.NewGuid():N}.{shell}");
        File.WriteAllText(file, Verb.Run("completion", shell).Output);
        return file;
    }

    /// <summary>Loads the script in a bash and completes a line as bash would, words split at its own word breaks.</summary>
    private static async Task<string[]> BashAsync(string line)
    {
        string script = Save("bash");
        string binary = Path.Combine(AppContext.BaseDirectory, "basisd");
        try
        {
            StringBuilder text = new();
            text.Append("source \"$1\"\n");
            text.Append("COMP_LINE=\"$2 $3\"; COMP_POINT=${#COMP_LINE}\n");
            text.Append("IFS=' ' read -ra COMP_WORDS <<< \"${COMP_LINE//[@=]/ & }\"; [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')\n");
            text.Append("COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))\n");
            text.Append("[[ $(complete -p basisd) == 'complete -F _basisd basisd' ]] || exit 9\n");
            text.Append("_basisd; (( ${#COMPREPLY[@]} )) && printf '%s\\n' \"${COMPREPLY[@]}\"; exit 0\n");
            (int code, string output) = await Tool.RunAsync("bash", null, "--norc", "-c", text.ToString(), "bash", script, binary, line);
            Assert.True(code == 0, output);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
