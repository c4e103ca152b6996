using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.IO;
using System.Linq;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>basisd(8): every verb with its words, options and examples, made from the tree that also takes the words and prints the help.</summary>
internal static class ProgramManual
{
    /// <summary>Writes the page.</summary>
    /// <param name="root">The tree of verbs.</param>
    /// <param name="date">Date of the page, YYYY-MM-DD; empty for none.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(RootCommand root, string date, TextWriter output)
    {
        ManPage page = new(output, "basisd", 8, date);
        page.Section("NAME");
        page.Name("basisd", "platform safety daemon");
        page.Section("SYNOPSIS");
        page.Prose("`basisd` VERB [WORDS] [OPTIONS]");
        page.Section("DESCRIPTION");
        page.Prose(root.Description ?? "");
        page.Paragraph(
            "`basisd run` is the daemon; the unit `basisd.service` runs it. Every other verb looks at a node or asks it for something, and "
            + "explains itself with `--help`.");
        page.Section("VERBS");
        foreach (Command verb in root.Subcommands.Where(c => !c.Hidden))
        {
            Verb(page, verb, "basisd");
        }

        Ending(page);
    }

    private static void Verb(ManPage page, Command verb, string before)
    {
        string path = $"{before} {verb.Name}";
        string words = string.Concat(verb.Arguments.Where(a => !a.Hidden).Select(Word));
        page.Part(path + words);
        page.Prose(verb.Description ?? "");
        foreach (Argument argument in verb.Arguments.Where(a => !a.Hidden && a.Description is { Length: > 0 }))
        {
            page.Term(argument.Name, argument.Description!);
        }

        foreach (Option option in verb.Options.Where(o => !o.Hidden && o is not HelpOption))
        {
            page.Term(Spelling(option), (option.Description ?? "") + (option.Required ? " (required)" : ""));
        }

        string[] examples = [.. HelpExamples.Of(verb)];
        if (examples.Length > 0)
        {
            page.Paragraph(examples.Length == 1 ? "Example:" : "Examples:");
            page.Typed(examples);
        }

        foreach (Command part in verb.Subcommands.Where(c => !c.Hidden))
        {
            Verb(page, part, path);
        }
    }

    private static string Word(Argument argument)
    {
        string more = argument.Arity.MaximumNumberOfValues > 1 ? "..." : "";
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}{more}]" : $" {argument.Name}{more}";
    }

    private static string Spelling(Option option)
    {
        string names = string.Join(", ", option.Aliases.Prepend(option.Name).OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool)
            ? names
            : $"{names} {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}";
    }

    private static void Ending(ManPage page)
    {
        page.Section("EXIT STATUS");
        foreach ((int code, string meaning) in ExitCode.All)
        {
            page.Term($"{code}", meaning);
        }

        page.Section("ENVIRONMENT");
        page.Term("NO_COLOR", "when set and not empty, nothing is coloured");
        page.Term("NOTIFY_SOCKET, WATCHDOG_USEC", "set by systemd: where the daemon reports that it is ready and alive, and how often");
        page.Term("CREDENTIALS_DIRECTORY", "set by systemd: where the daemon looks for the credentials head_key, webhook_secret and heartbeat_key");
        page.Section("FILES");
        page.Term(ConfigurationLoader.DefaultPath, "the configuration; see basisd.json(5)");
        page.Term("/etc/basisd/conf.d/*.json", "laid over it in the order of their names");
        page.Term("/etc/credstore/basisd.head_key, basisd.webhook_secret, basisd.heartbeat_key", "the keys that the unit hands over as credentials");
        page.Term("/var/lib/basisd", "journal and snapshots");
        page.Term("/run/basisd", "the gate page and the sockets");
        page.Term("/usr/include/basis_gate.h", "how an engine in C reads the gate page");
        page.Section("SEE ALSO");
        page.Prose("`basisd.json`(5), `journalctl`(1), `systemd.service`(5)");
    }
}
