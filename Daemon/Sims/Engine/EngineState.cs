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
    /// <summary>First line of a commit: whose it is.</summary>
    public const string Title = "basisd sim engine";

    private const string NextWord = "last_id";
    private const string InventoryWord = "inventory";
    private const string CursorWord = "cursor";
    private const string PositionWord = "position";

    /// <summary>The state as text, in a fixed order.</summary>
    public static string Text(IEnumerable<VenueTrader> traders, OrderIds ids, bool withOrders)
    {
        StringBuilder text = new();
        text.Append($"{NextWord} {ids.Last}\n");

        // A life that dies before it has begun at a venue must not take with it what it was given of that venue.
        foreach (VenueTrader trader in traders.Where(t => t.HasBegun || t.IsRestored).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            trader.Desk.Write(() =>
            {
                text.Append($"{CursorWord} {trader.Name} {trader.Desk.Cursor}\n");
                foreach ((string key, (long quantity, long entry)) in trader.Desk.Positions.All)
                {
                    text.Append($"{PositionWord} {trader.Name} {key} {SimAmount.Text(quantity)} {SimAmount.Text(entry)}\n");
                }

                foreach ((string market, long held) in trader.Desk.Inventory.OrderBy(i => i.Key, StringComparer.Ordinal))
                {
                    text.Append($"{InventoryWord} {trader.Name} {market} {SimAmount.Text(held)}\n");
                }
            });

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
    public static string? Read(string path, IReadOnlyList<VenueTrader> traders, OrderIds ids)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        return Take(path, File.ReadAllLines(path), traders, ids) is { } problem
            ? $"{problem}; remove the file to begin where the venues stand"
            : null;
    }

    /// <summary>Takes a state that was handed over in place of what the traders know.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Restore(byte[] state, IReadOnlyList<VenueTrader> traders, OrderIds ids)
    {
        string[] lines = Encoding.UTF8.GetString(state).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Title)
        {
            return "the state that was handed over is of another engine";
        }

        foreach (VenueTrader trader in traders)
        {
            trader.Desk.Forget();
            trader.IsRestored = false;
        }

        return Take("the state that was handed over", lines[1..], traders, ids);
    }

    private static string? Take(string source, string[] lines, IReadOnlyList<VenueTrader> traders, OrderIds ids)
    {
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string[] parts = line.Split(' ');
            if (parts[0] == NextWord && parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last))
            {
                ids.Raise(last);
                continue;
            }

            VenueTrader? trader = traders.FirstOrDefault(t => parts.Length > 1 && t.Name == parts[1]);
            if (trader is null)
            {
                continue;
            }

            if (!Take(trader, parts))
            {
                return $"{source}, line {number}: '{line}' cannot be read";
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

        if (parts[0] == InventoryWord && parts.Length == 4 && SimAmount.TryParse(parts[3], out long held))
        {
            trader.Desk.Inventory[parts[2]] = held;
            return true;
        }

        return false;
    }
}
