using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>Waits for a condition with a deadline; the condition decides, never the pause between two looks.</summary>
internal static class Poll
{
    /// <summary>Long, because the machine may be busy; a healthy daemon needs none of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    public static Task UntilAsync(Func<bool> condition, Func<string> otherwise, TimeSpan? patience = null) =>
        UntilAsync(() => Task.FromResult(condition()), otherwise, patience);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> otherwise, TimeSpan? patience = null)
    {
        TimeSpan longest = patience ?? Patience;
        Stopwatch watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > longest)
            {
                Assert.Fail($"not within {longest.TotalSeconds} s: {otherwise()}");
            }

            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }
}
