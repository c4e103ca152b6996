using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Host.Reports;

namespace Basisd.Commands;

/// <summary><c>basisd incident report</c>: what the journal says about an incident, for people, for programs and for the public.</summary>
internal sealed class IncidentReportCommand
{
    private static readonly string[] Formats = ["md", "json", "html"];
    private static readonly string[] Templates = ["reconciliation", "disclosure"];

    private readonly Argument<long?> _number = new("N")
    {
        Description = "number of the incident (default: the latest)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _format = new("--format", "-f")
    {
        Description = "md, json or html (default: what the name of --out ends with, else md)",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _target = new("--out", "-o")
    {
        Description = "write the document to FILE instead of printing it",
        HelpName = "FILE",
    };

    private readonly Option<string?> _excerpt = new("--excerpt")
    {
        Description = "write the audit trail's excerpt to FILE, for `basisd journal verify --excerpt FILE`",
        HelpName = "FILE",
    };

    private readonly Option<string> _redact = new("--redact")
    {
        Description = $"what to keep back: {RedactionRules.Forms}. default is {RedactionRules.Default}",
        HelpName = "RULES",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<string?> _template = new("--template")
    {
        Description = "a draft instead: reconciliation (due after 48 h) or disclosure (public, due after 72 h), with marked places to be written",
        HelpName = "TEMPLATE",
    };

    private readonly Option<string?> _state = new("--state")
    {
        Description = "state directory (default: node.state_dir of the configuration)",
        HelpName = "DIR",
    };

    private readonly Option<string?> _from = new("--from") { Description = "frames of `basisd journal export --frames` instead", HelpName = "FILE" };

    private readonly Option<bool> _damage = new("--despite-damage")
    {
        Description = "of a damaged journal, report what is intact before the damage, and say so",
    };

    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<bool> _json = new("--json") { Description = "print JSON: the report, or with --out what was written" };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        IncidentReportCommand verb = new();
        verb._format.CompletionSources.Add(Formats);
        verb._redact.CompletionSources.Add("default", "public", "none", "notes", "texts", "authors", "uids", "names");
        verb._template.CompletionSources.Add(Templates);
        Command command = new(
            "report",
            "report an incident from the journal of a stopped or a running node: timeline, root cause, impact, remediation, and audit excerpts that "
            + "anyone can verify; exit 4 where the journal does not verify")
        {
            verb._number, verb._format, verb._target, verb._excerpt, verb._redact, verb._template, verb._state, verb._from, verb._damage,
            verb._config, verb._json,
        };
        command.SetAction(verb.Run);
        return command.WithExamples(
            "basisd incident report  # the latest, as Markdown",
            "basisd incident report 7 --out incident-7.html --excerpt incident-7.excerpt.json",
            "basisd incident report 7 --redact none --format json | jq .deadlines",
            "basisd incident report 7 --template disclosure --out disclosure.md",
            "basisd journal verify --excerpt incident-7.excerpt.json --key head.pub");
    }

    private int Run(ParseResult parsed)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        bool isJson = parsed.GetValue(_json);
        string? file = parsed.GetValue(_target);
        string? form = FormatOf(parsed.GetValue(_format), file, isJson && file is null, out string problem);
        string? draft = parsed.GetValue(_template);
        RedactionRules? rules = problem.Length > 0 ? null : RulesOf(parsed.GetValue(_redact)!, draft, form!, out problem);
        if (rules is null)
        {
            return Say(error, problem);
        }

        string? place = PlaceOf(parsed.GetValue(_state), parsed.GetValue(_from), parsed.GetValue(_config), error, out NodeConfiguration? names);
        if (place is null)
        {
            return ExitCode.Usage;
        }

        EntryProgress? progress = EntryProgress.For(error);
        ReportResult result = ReportReader.Read(new ReportRequest
        {
            Path = place,
            Incident = parsed.GetValue(_number),
            Rules = rules,
            Configuration = names,
            DespiteDamage = parsed.GetValue(_damage),
            Reached = progress is null ? null : sequence => progress.Reached("reading the journal", sequence),
        });
        progress?.Done();
        if (result.Report is not { } report)
        {
            error.WriteLine($"basisd: {result.Problem}");
            return result.IsIntegrity ? Damaged(error) : ExitCode.Usage;
        }

        Note(result, report, error);
        return Deliver(report, Render(report, form!, draft), file, parsed.GetValue(_excerpt), isJson, parsed.InvocationConfiguration);
    }

    private static string? FormatOf(string? given, string? file, bool isJson, out string problem)
    {
        string ending = Path.GetExtension(file ?? string.Empty).TrimStart('.').ToLowerInvariant();
        string form = given ?? (isJson ? "json" : Array.IndexOf(Formats, ending) >= 0 ? ending : ending == "htm" ? "html" : "md");
        problem = Array.IndexOf(Formats, form) >= 0 ? string.Empty : $"--format takes md, json or html, not '{form}'";
        return problem.Length == 0 ? form : null;
    }

    private static RedactionRules? RulesOf(string text, string? template, string format, out string problem)
    {
        RedactionRules? rules = RedactionRules.TryParse(text, out problem);
        if (rules is null || template is null)
        {
            return rules;
        }

        problem = Array.IndexOf(Templates, template) < 0 ? $"--template takes reconciliation or disclosure, not '{template}'"
            : format == "json" ? "a template is a draft for people: take --format md or html, or leave --template out"
            : template == "disclosure" && text == "none" ? "a disclosure is public: --redact can keep back more, not less; leave it out"
            : string.Empty;
        return problem.Length > 0 ? null : template == "disclosure" ? rules.WithPublic() : rules;
    }

    private static string? PlaceOf(string? state, string? from, string? config, TextWriter error, out NodeConfiguration? names)
    {
        names = null;
        if (state is not null && from is not null)
        {
            error.WriteLine("basisd: --state and --from are two sources: name one of them");
            return null;
        }

        string? path = from ?? state;
        if (from is not null && !File.Exists(from))
        {
            error.WriteLine($"basisd: {from} does not exist; `basisd journal export --frames FILE` writes such a file");
            return null;
        }

        path = JournalCommand.Place(path, config, error)?.Directory;
        names = path is null ? null : ConfigurationLoader.Load(config).Configuration;
        return path;
    }

    private static string Render(IncidentReport report, string format, string? template)
    {
        if (format == "json")
        {
            return ReportJson.Render(report);
        }

        (string title, IReadOnlyList<ReportBlock> blocks) = template switch
        {
            "reconciliation" => ($"Reconciliation report, incident {report.Number}", ReconciliationTemplate.Of(report)),
            "disclosure" => ($"Public incident disclosure, incident {report.Number}", DisclosureTemplate.Of(report)),
            _ => (ReportOutline.TitleOf(report), ReportOutline.Of(report)),
        };
        string footer = ReportOutline.FooterOf(report);
        return format == "html" ? HtmlPage.Render(title, blocks, footer)
            : MarkdownPage.Render([.. blocks, ReportBlock.Of(ReportBlockKind.Text, footer)]);
    }

    private static int Deliver(IncidentReport report, string document, string? file, string? excerpt, bool isJson, InvocationConfiguration streams)
    {
        byte[] proof = excerpt is null ? [] : ExcerptJson.Write(report.Excerpt);
        try
        {
            if (file is not null)
            {
                File.WriteAllBytes(file, Encoding.UTF8.GetBytes(document));
            }

            if (excerpt is not null)
            {
                File.WriteAllBytes(excerpt, proof);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Say(streams.Error, $"the report cannot be written: {e.Message.TrimEnd('.')}");
        }

        if (file is null)
        {
            streams.Output.Write(document);
        }
        else if (isJson)
        {
            JsonText.Print(streams.Output, to =>
            {
                to.WriteStartObject();
                to.WriteNumber("incident", report.Number);
                to.WriteString("state", report.File.IsOpen ? "open" : "closed");
                to.WriteString("file", file);
                to.WriteString("excerpt", excerpt);
                to.WriteString("excerpt_sha256", excerpt is null ? null : Convert.ToHexStringLower(SHA256.HashData(proof)));
                to.WriteString("redaction", report.Rules.ToString());
                to.WriteNumber("head_sequence", report.Head.Sequence);
                to.WriteString("head_hash", report.Head.Hash.ToString());
                to.WriteEndObject();
            });
        }
        else
        {
            string and = excerpt is null ? string.Empty : $" and {excerpt}";
            string state = report.File.IsOpen ? "open" : "closed";
            streams.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"wrote {file}{and}: incident {report.Number}, {state}, up to entry {report.Head.Sequence}"));
        }

        return ExitCode.Ok;
    }

    private static void Note(ReportResult result, IncidentReport report, TextWriter error)
    {
        if (result.Note.Length > 0)
        {
            error.WriteLine($"basisd: note: {result.Note}");
        }

        if (report.Damage.Length > 0)
        {
            error.WriteLine($"basisd: note: the journal is damaged, and the report says so: {report.Damage}");
        }
    }

    private static int Damaged(TextWriter error)
    {
        error.WriteLine("basisd: no report was made; `basisd journal verify` says where it is hurt, --despite-damage reports what is intact before");
        return ExitCode.Integrity;
    }

    private static int Say(TextWriter error, string problem)
    {
        error.WriteLine($"basisd: {problem}");
        return ExitCode.Usage;
    }
}
