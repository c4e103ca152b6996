using System.IO;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>basisd.json(5): every setting with default, range and meaning, made from the table that reads the file.</summary>
internal static class SettingsManual
{
    /// <summary>Writes the page.</summary>
    /// <param name="date">Date of the page, YYYY-MM-DD; empty for none.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(string date, TextWriter output)
    {
        ManPage page = new(output, "basisd.json", 5, date);
        page.Section("NAME");
        page.Name("basisd.json", "configuration of basisd");
        page.Section("SYNOPSIS");
        page.Prose($"`{ConfigurationLoader.DefaultPath}`, `/etc/basisd/conf.d/*.json`");
        page.Section("DESCRIPTION");
        page.Prose(
            "JSON with comments. The files of `conf.d` are laid over the main file in the order of their names: objects merge, lists replace, the "
            + "later wins. What is not said keeps its default. An unknown key, a value out of range or a permission looser than the built-in "
            + "table is an error with file, line and remedy, and the daemon does not start.");
        page.Paragraph(
            "`basisd config check` says everything that is wrong, `basisd config show` prints what is in force, "
            + "`basisd config schema` a JSON Schema.");
        page.Paragraph("A default marked as seed is a number of the platform's specification; the others are engineering defaults.");
        string group = "";
        foreach (Setting setting in SettingTable.All)
        {
            string next = setting.Path.Split('/')[0];
            if (next != group)
            {
                group = next;
                page.Section("SECTION " + group.ToUpperInvariant());
            }

            page.Term(setting.DisplayPath, Meaning(setting));
        }

        page.Section("SEE ALSO");
        page.Prose("`basisd`(8)");
    }

    private static string Meaning(Setting setting)
    {
        string standard = setting.Default switch
        {
            null => "required",
            "" => "absent by default",
            _ => $"default `{setting.Default}`{(setting.Source == SettingSource.Seed ? " (seed)" : "")}",
        };
        return $"{setting.Description}. {setting.Allowed}; {standard}";
    }
}
