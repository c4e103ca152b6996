using System.Text.Json;
using Basisd.Sims.Book;

namespace Basisd.Sims.Engine;

/// <summary>What came of one call to a venue.</summary>
/// <param name="Status">HTTP status; 0 when there was none.</param>
/// <param name="IsTimeout">Whether nothing came in time.</param>
/// <param name="Body">The parsed body; undefined where there is none, or it is no JSON object.</param>
internal readonly record struct VenueReply(int Status, bool IsTimeout, JsonElement Body)
{
    private const int Fine = 200;
    private const int Conflict = 409;

    /// <summary>Whether the venue did what was asked.</summary>
    public bool IsOk => Status == Fine && Body.ValueKind == JsonValueKind.Object;

    /// <summary>Whether the venue knows the order already.</summary>
    public bool IsRepetition => Status == Conflict;

    /// <summary>Whether nobody can say what the venue did.</summary>
    public bool IsUnknown => Status is 0 or >= 500 || (Status == Fine && Body.ValueKind != JsonValueKind.Object);

    /// <summary>A text member, or an empty text.</summary>
    public string Text(string name) => Text(Body, name);

    /// <summary>An amount member, or 0.</summary>
    public long Amount(string name) => Amount(Body, name);

    /// <summary>A text member of an object, or an empty text.</summary>
    public static string Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            ? member.GetString() ?? string.Empty
            : string.Empty;

    /// <summary>An amount member of an object, or 0.</summary>
    public static long Amount(JsonElement of, string name) => SimAmount.TryParse(Text(of, name), out long value) ? value : 0;

    /// <summary>A number member of an object, written as a number or as a text, or 0.</summary>
    public static long Number(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out JsonElement member))
        {
            return 0;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out long number) ? number
            : long.TryParse(Text(of, name), out long written) ? written : 0;
    }
}
