namespace Basisd.Host.Page;

/// <summary>How a mode looks: a word and a shape, and only then a colour.</summary>
internal static class ModeMark
{
    /// <summary>Gravity of a mode, 0 for NORMAL; a word that is no mode is the gravest.</summary>
    public static int RankOf(string mode) => KindOf(mode) switch
    {
        "normal" => 0,
        "recovery" => 1,
        "bscb" => 2,
        _ => 3,
    };

    /// <summary>The style's class; also of <c>RECOVERY 2/4</c>.</summary>
    public static string KindOf(string mode) => mode.Split(' ')[0] switch
    {
        "NORMAL" => "normal",
        "RECOVERY" => "recovery",
        "BSCB" => "bscb",
        "DMM" => "dmm",
        _ => "unknown",
    };

    /// <summary>The shape.</summary>
    public static string ShapeOf(string mode) => KindOf(mode) switch
    {
        "normal" => "●",
        "recovery" => "◐",
        "bscb" => "▲",
        "dmm" => "■",
        _ => "?",
    };

    /// <summary>Writes the mark.</summary>
    public static void Add(HtmlText html, string mode) => html.Add(
        $"<strong class=\"mode {KindOf(mode)}\"><span aria-hidden=\"true\">{ShapeOf(mode)}</span> {mode}</strong>");

    /// <summary>The page's icon, a dot in the mode's colour.</summary>
    public static string IconOf(string mode)
    {
        string colour = KindOf(mode) switch
        {
            "normal" => "1a7f37",
            "recovery" => "0969da",
            "bscb" => "bc4c00",
            "dmm" => "cf222e",
            _ => "57606a",
        };
        return $"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' "
            + $"fill='%23{colour}'/%3E%3C/svg%3E";
    }
}
