using System;
using System.Globalization;

namespace Basisd.Host.Metrics;

/// <summary>Chooses the format by the Accept header: OpenMetrics where it is asked for at least as much as plain text.</summary>
public static class ExpositionNegotiation
{
    /// <summary>Content type of a format.</summary>
    public static string ContentTypeOf(ExpositionFormat format) => format == ExpositionFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The format for an Accept header; text when nothing is said.</summary>
    public static ExpositionFormat FormatFor(string? accept)
    {
        double open = 0;
        double text = 0;
        foreach (string part in (accept ?? "").Split(','))
        {
            string[] pieces = part.Split(';', StringSplitOptions.TrimEntries);
            double quality = 1;
            bool version = true;
            foreach (string piece in pieces.AsSpan(1))
            {
                if (piece.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
                {
                    quality = double.TryParse(piece.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double q) ? q : 0;
                }
                else if (piece.StartsWith("version=", StringComparison.OrdinalIgnoreCase))
                {
                    version = piece == "version=1.0.0";
                }
            }

            switch (pieces[0].Trim().ToLowerInvariant())
            {
                case "application/openmetrics-text" when version: open = Math.Max(open, quality); break;
                case "text/plain" or "text/*" or "*/*": text = Math.Max(text, quality); break;
                default: break;
            }
        }

        return open > 0 && open >= text ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
    }
}
