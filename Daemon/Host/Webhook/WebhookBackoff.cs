using System;
using Basisd.Safety;

namespace Basisd.Host.Webhook;

/// <summary>
/// When a notice is tried again: 1 s after the first failure, twice as long after each further one, at most 5 minutes; for ever, since the outbox is
/// bounded. What only a person can mend is tried every 5 minutes from the first failure on. There is one sender per node and one notice at a time, so
/// nothing is gained by chance in it.
/// </summary>
internal static class WebhookBackoff
{
    /// <summary>Wait after the first failure, nanoseconds.</summary>
    public const long FirstNs = FixedPoint.Second;

    /// <summary>Longest wait, nanoseconds.</summary>
    public const long LongestNs = 5 * FixedPoint.Minute;

    /// <summary>Wait before the next attempt, nanoseconds.</summary>
    /// <param name="failures">Failures in a row, this one included; at least 1.</param>
    /// <param name="result">The latest one.</param>
    public static long After(int failures, in WebhookResult result)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        if (result.NeedsPerson)
        {
            return LongestNs;
        }

        long wait = FirstNs;
        for (int i = 1; i < failures && wait < LongestNs; i++)
        {
            wait *= 2;
        }

        return Math.Min(wait, LongestNs);
    }
}
