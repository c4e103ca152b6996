using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Host;

/// <summary>What a thread asks of the scheduler, as the kernel shows it afterwards. Each on a thread of its own: there may be no way back.</summary>
public sealed class ScheduleCallsTests
{
    private const int Nice = 18;
    private const int Policy = 40;
    private const int IdlePolicy = 5;

    [Fact]
    public void One_that_steps_aside_takes_what_nobody_wants()
    {
        (int result, string policy, _) = OnThread(ScheduleCalls.StepAside);
        if (result == -Errno.NotPermitted)
        {
            Assert.Skip("a system call filter refuses sched_setattr here");
        }

        Assert.Equal(0, result);
        Assert.Equal(IdlePolicy.ToString(CultureInfo.InvariantCulture), policy);
    }

    [Fact]
    public void One_that_asks_for_a_slice_keeps_its_rank_at_least_and_hands_none_on()
    {
        string own = Field(Nice);
        string child = string.Empty;
        (int result, string policy, string nice) = OnThread(() =>
        {
            int answer = ScheduleCalls.AskForSlice(100_000, ScheduleCalls.LeastNice);
            child = OnThread(() => 0).Nice;
            return answer;
        });
        if (result == -Errno.NotPermitted)
        {
            Assert.Skip("a system call filter refuses sched_setattr here");
        }

        Assert.Equal((0, "0"), (result, policy));
        Assert.Contains(nice, new[] { own, ScheduleCalls.LeastNice.ToString(CultureInfo.InvariantCulture) });
        Assert.Equal(nice == own ? own : "0", child);
    }

    private static (int Result, string Policy, string Nice) OnThread(Func<int> ask)
    {
        (int Result, string Policy, string Nice) seen = default;
        Thread thread = new(() => seen = (ask(), Field(Policy), Field(Nice)));
        thread.Start();
        thread.Join();
        return seen;
    }

    // Fields of proc(5), counted from 0.
    private static string Field(int number)
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[number - 2];
    }
}
