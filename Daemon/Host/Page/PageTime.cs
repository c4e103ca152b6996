using System;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Page;

/// <summary>Points in time and spans as the page shows them. The script counts on from what stands here, in the same form.</summary>
internal static class PageTime
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary><c>2026-03-01 12:00:00 UTC</c>; a dash for never.</summary>
    public static string Utc(long ns) => ns <= 0 ? "–" : UtcText.Full(ns / FixedPoint.Second) + " UTC";

    /// <summary><c>3 d 4 h</c>, <c>2 h 05 m</c>, <c>4 m 05 s</c> or <c>12 s</c>.</summary>
    public static string Span(long ns)
    {
        long seconds = Math.Abs(ns / FixedPoint.Second);
        return seconds >= Day ? $"{seconds / Day} d {seconds % Day / Hour} h"
            : seconds >= Hour ? $"{seconds / Hour} h {seconds % Hour / Minute:D2} m"
            : seconds >= Minute ? $"{seconds / Minute} m {seconds % Minute:D2} s"
            : $"{seconds} s";
    }

    /// <summary>A clock that counts on: the time since a point.</summary>
    public static void Since(HtmlText html, long at, long now) => Clock(html, at, "since", Span(Math.Max(0, now - at)));

    /// <summary>A clock that counts down to a point, and says by how much it is over.</summary>
    public static void Until(HtmlText html, long at, long now) => Clock(html, at, "until", (at >= now ? "in " : "overdue by ") + Span(at - now));

    private static void Clock(HtmlText html, long at, string form, string text) => html.Add(
        $"<time class=\"clock\" data-at=\"{at / FixedPoint.Millisecond}\" data-form=\"{form}\" title=\"{Utc(at)}\">{text}</time>");
}
