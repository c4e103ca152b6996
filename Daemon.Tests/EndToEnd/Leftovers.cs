using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Basisd.Tests.EndToEnd;

/// <summary>Processes that a show has left behind.</summary>
internal static class Leftovers
{
    /// <summary>Command lines that name the folder.</summary>
    public static IEnumerable<string> Of(string folder)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            string command = "";
            try
            {
                command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                command = ""; // it has just ended
            }

            if (command.Contains(folder, StringComparison.Ordinal))
            {
                yield return command;
            }
        }
    }
}
