using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Basisd.Sims.Book;

namespace Basisd.Sims.Engine;

/// <summary>
/// What the engine must know after a restart: per venue the last fill that it has told, and its positions. Lines of text, the same in the file
/// and in the commits to the daemon; written beside and moved into place, so that a kill leaves the old one or the new one.
/// </summary>
internal static class EngineState
{
    private const string CursorWord = "cursor";
    private const string PositionWord = "position";

    /// <summary>The state as text, in a fixed order.</summary>
    public static string Text(IEnumerable<VenueTrader> traders, bool withOrders)
    {
        StringBuilder text = new();

        // A life that dies before it has begun at a venue must not take with it what it was given of that venue.
        foreach (VenueTrader trader in traders.Where(t => t.HasBegun || t.IsRestored).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            text.Append($"{CursorWord} {trader.Name} {trader.Desk.Cursor}\n");
            foreach ((string key, (long quantity, long entry)) in trader.Desk.Positions.All)
            {
                text.Append($"{PositionWord} {trader.Name} {key} {SimAmount.Text(quantity)} {SimAmount.Text(entry)}\n");
            }

            foreach (string line in withOrders ? trader.Desk.OpenLines() : [])
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Writes a state file.</summary>
    /// <returns>What went wrong, or null.</returns>
    public static string? Write(string path, string text)
    {
        try
        {
            string beside = path + ".new";
            File.WriteAllText(beside, text);
            File.Move(beside, path, overwrite: true);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"cannot keep the state in {path}: {refused.Message}";
        }
    }

    /// <summary>Reads a state file into the traders; one that is not there is a fresh start.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(string path, IReadOnlyList<VenueTrader> traders)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        int number = 0;
        foreach (string line in File.ReadAllLines(path))
        {
            number++;
            string[] parts = line.Split(' ');
            VenueTrader? trader = traders.FirstOrDefault(t => parts.Length > 1 && t.Name == parts[1]);
            if (trader is null)
            {
                continue;
            }

            if (!Take(trader, parts))
            {
                return $"{path}, line {number}: '{line}' cannot be read; remove the file to begin where the venues stand";
            }
        }

        return null;
    }

    private static bool Take(VenueTrader trader, string[] parts)
    {
        if (parts[0] == CursorWord && parts.Length == 3 && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long cursor))
        {
            trader.Desk.Cursor = cursor;
            trader.IsRestored = true;
            return true;
        }

        if (parts[0] == PositionWord && parts.Length == 5
            && SimAmount.TryParse(parts[3], out long quantity) && SimAmount.TryParse(parts[4], out long entry))
        {
            trader.Desk.Positions.Set(parts[2], quantity, entry);
            return true;
        }

        return false;
    }
}
