using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;

namespace Basisd.Commands;

/// <summary>What the verbs of an incident have in common: which incident, who, in which role, what.</summary>
internal static class IncidentOptions
{
    /// <summary>The steps that people record, in order.</summary>
    public static readonly string[] Steps = ["declaration", "root_cause", "impact", "communication", "plan"];

    /// <summary>The roles that people hold.</summary>
    public static readonly string[] Roles = ["operations-lead", "engineering", "risk", "finance", "operations"];

    /// <summary>Name of an incident's number in help and in completion.</summary>
    public const string NumberName = "INCIDENT";

    /// <summary>Name of an operator's name in help and in completion.</summary>
    public const string AuthorName = "OPERATOR";

    /// <summary>Which incident, as an option.</summary>
    public static Option<long?> Incident() => new("--incident", "-i")
    {
        Description = "number of the incident (default: the open one, else the latest)",
        HelpName = NumberName,
        CustomParser = result => NumberOf(result),
    };

    /// <summary>Which incident, as an argument.</summary>
    public static Argument<long?> Number() => new(NumberName)
    {
        Description = "number of the incident (default: the open one, else the latest)",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => NumberOf(result),
    };

    /// <summary>Who.</summary>
    public static Option<string> Author() => new("--author", "-a")
    {
        Description = "your name, as operators[] of the configuration has it",
        HelpName = AuthorName,
        Required = true,
    };

    /// <summary>In which role.</summary>
    public static Option<string?> Role() => OneOf(
        new Option<string?>("--role") { Description = "your role; may be left out where you hold only one that fits", HelpName = "ROLE" }, Roles);

    /// <summary>What there is to say.</summary>
    public static Option<string?> Text(bool isRequired) => new("--text", "-t")
    {
        Description = "what there is to say, one line; it stays in the audit trail",
        HelpName = "TEXT",
        Required = isRequired,
    };

    /// <summary>A document.</summary>
    public static Option<string?> Document(bool isRequired) => new("--document", "-d")
    {
        Description = "a document; it stays where it is, its SHA-256 goes on file",
        HelpName = "FILE",
        Required = isRequired,
    };

    /// <summary>An option that takes one of a few words.</summary>
    public static Option<string?> OneOf(Option<string?> option, string[] words)
    {
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<string?>(), words));
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>An argument that is one of a few words.</summary>
    public static Argument<string> OneOf(Argument<string> argument, string[] words)
    {
        argument.Validators.Add(result => Check(result, result.GetValueOrDefault<string>(), words));
        argument.CompletionSources.Add(words);
        return argument;
    }

    private static void Check(SymbolResult result, string? given, string[] words)
    {
        if (given is not null && !words.Contains(given, StringComparer.Ordinal))
        {
            result.AddError($"'{given}' is none of {string.Join(", ", words)}");
        }
    }

    private static long? NumberOf(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
        {
            return null;
        }

        string text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
        {
            return number;
        }

        result.AddError($"'{text}' is no number of an incident: 1, 2, …; `basisd incident list` shows them");
        return null;
    }
}
