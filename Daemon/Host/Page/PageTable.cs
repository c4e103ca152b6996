namespace Basisd.Host.Page;

/// <summary>
/// A table that is one on a wide screen and a list of cards on a narrow one. Its roles are said aloud, because a browser forgets them once
/// the style makes blocks of its parts.
/// </summary>
internal sealed class PageTable
{
    private readonly HtmlText _html;
    private readonly string[] _heads;
    private int _cell;

    private PageTable(HtmlText html, string[] heads)
    {
        _html = html;
        _heads = heads;
    }

    /// <summary>Opens a table.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="caption">What it lists, for those who do not see the heading above.</param>
    /// <param name="heads">Heads of the columns; the first column names the row.</param>
    public static PageTable Open(HtmlText html, string caption, params string[] heads)
    {
        html.Add($"<table role=\"table\"><caption class=\"quiet\">{caption}</caption><thead role=\"rowgroup\"><tr role=\"row\">");
        foreach (string head in heads)
        {
            html.Add($"<th role=\"columnheader\" scope=\"col\">{head}</th>");
        }

        html.Add($"</tr></thead><tbody role=\"rowgroup\">");
        return new PageTable(html, heads);
    }

    /// <summary>Begins a row.</summary>
    /// <param name="scope">Scope that it is about, for the filter; empty for none.</param>
    /// <param name="mode">The scope's mode where the row says it, so that the script can tell of changes; else empty.</param>
    public PageTable Row(string scope = "", string mode = "")
    {
        _cell = 0;
        _html.Add($"<tr role=\"row\"");
        if (scope.Length > 0)
        {
            _html.Add($" data-scope=\"{scope}\"");
        }

        if (mode.Length > 0)
        {
            _html.Add($" data-mode=\"{mode}\"");
        }

        _html.Add($">");
        return this;
    }

    /// <summary>Begins a cell; the one before must have been ended.</summary>
    public HtmlText Cell()
    {
        if (_cell++ == 0)
        {
            return _html.Add($"<th role=\"rowheader\" scope=\"row\">");
        }

        return _html.Add($"<td role=\"cell\" data-label=\"{_heads[_cell - 1]}\">");
    }

    /// <summary>Ends the cell.</summary>
    public void EndCell()
    {
        if (_cell == 1)
        {
            _html.Add($"</th>");
            return;
        }

        _html.Add($"</td>");
    }

    /// <summary>A cell with the name of a scope.</summary>
    public PageTable Name(string scope)
    {
        Cell().Name(scope);
        EndCell();
        return this;
    }

    /// <summary>Ends the row.</summary>
    public void EndRow() => _html.Add($"</tr>");

    /// <summary>Ends the table.</summary>
    public void Close() => _html.Add($"</tbody></table>");
}
