using System.CommandLine;
using System.IO;

namespace Basisd.Commands;

/// <summary><c>basisd completion</c>: scripts for shells, and the answers that these scripts ask for.</summary>
public static class CompletionCommand
{
    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new("completion", "print a completion script: verbs, options, files, and the scopes of the running node")
    {
        Script("bash", "for bash: `source <(basisd completion bash)`, or save it as /etc/bash_completion.d/basisd"),
        Script("zsh", "for zsh: save it as _basisd in a directory of $fpath"),
        Script("fish", "for fish: save it as ~/.config/fish/completions/basisd.fish"),
        Words(),
    };

    private static Command Script(string shell, string description)
    {
        Command command = new(shell, description);
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(CompletionScripts.Of(shell));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Words()
    {
        Argument<string[]> words = new("WORD")
        {
            Description = "the words behind basisd, the last one being the one under the cursor; put -- before them",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new(
            "words", "what the scripts ask: one possible word per line, its meaning behind a tab; `:file` and `:dir` ask the shell for paths")
        {
            words,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            foreach (CompletionWord word in CompletionWords.Of(CommandLine.Root(), parsed.GetValue(words) ?? [], LiveNames.Of))
            {
                output.Write(word.Meaning.Length == 0 ? $"{word.Text}\n" : $"{word.Text}\t{word.Meaning}\n");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
