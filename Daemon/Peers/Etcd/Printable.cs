namespace Basisd.Peers.Etcd;

/// <summary>Text of somebody else's for a log line: bounded, and without what could forge one.</summary>
internal static class Printable
{
    private const int Longest = 200;

    /// <summary>The text, cut off and with a '?' for each control character.</summary>
    public static string Of(string text)
    {
        string shown = text.Length <= Longest ? text : text[..Longest] + "…";
        return string.Create(shown.Length, shown, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
            }
        });
    }
}
