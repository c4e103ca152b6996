using System.Linq;
using System.Text.Json;
using Basisd.Sims.Book;

namespace Basisd.Sims.Engine;

/// <summary>The lists of a venue's contract, read as an engine needs them.</summary>
internal static class VenueLists
{
    /// <summary>The items of a list; none where there is no list.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement body) =>
        body.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    /// <summary>The market that an item is of, or null.</summary>
    public static EngineMarket? Named(EngineMarket[] markets, JsonElement item) =>
        markets.FirstOrDefault(m => m.Name == VenueReply.Text(item, "market"));

    /// <summary>The client's id of an item's order.</summary>
    public static bool TryOrderId(JsonElement item, out long id) => long.TryParse(VenueReply.Text(item, "client_order_id"), out id);

    /// <summary>The signed quantity of a position, 1e-8.</summary>
    public static bool TryPosition(JsonElement body, string key, out long quantity)
    {
        quantity = 0;
        foreach (JsonElement item in Items(body))
        {
            if (VenueReply.Text(item, "position") == key)
            {
                return SimAmount.TryParse(VenueReply.Text(item, "quantity"), out quantity);
            }
        }

        // A position that the venue never had is one of nothing.
        return true;
    }
}
