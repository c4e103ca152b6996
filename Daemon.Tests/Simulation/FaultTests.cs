using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Journal;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>R-11.1, R-11.4: one call after another of a fixed piece of work goes wrong. Nothing is acknowledged that is not there.</summary>
[Collection(SimulationCollection.Name)]
public sealed class FaultTests
{
    private const int HangDeadlineMs = 40;
    private const int PatienceMs = 10_000;
    private const int OpenHangMs = 60;

    [Theory]
    [InlineData(Errno.InputOutput)]
    [InlineData(Errno.NoSpace)]
    [InlineData(Errno.ReadOnlyFileSystem)]
    public void EveryCallThatChangesSomethingFails(int errno)
    {
        long calls = Count(reads: false);
        Assert.InRange(calls, 80, 1_000);
        int faults = 0;
        SeedRun.Each(calls, () => at =>
        {
            foreach (bool partly in (bool[])[false, true])
            {
                foreach (bool lasting in (bool[])[false, true])
                {
                    Interlocked.Add(ref faults, Fail(new SimFault(at, errno, partly, lasting)) ? 1 : 0);
                }
            }
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{calls} calls, each in 4 ways, {faults} ended in a fault or a refusal");
        Assert.True(faults > calls);
    }

    [Fact]
    public void EveryReadFails()
    {
        long reads = Count(reads: true);
        SeedRun.Each(reads, () => at =>
        {
            foreach (bool lasting in (bool[])[false, true])
            {
                Fail(new SimFault(at, Errno.InputOutput, Lasting: lasting, Reads: true));
            }
        });
    }

    [Fact]
    public void EveryReadOfRecoveryFails()
    {
        SimDisk whole = new(1);
        FixedWork work = new(whole, stepped: true);
        Assert.Null(work.Run(out _));
        for (long at = 0; ; at++)
        {
            SimDisk disk = whole.Copy();
            disk.Fault = new SimFault(at, Errno.InputOutput, Reads: true);
            FixedWork again = new(disk, stepped: true);
            JournalOpenResult opened = again.Open();
            if (opened.Journal is { } journal)
            {
                using (journal)
                {
                    Assert.Equal(work.Model.Acknowledged, opened.Report!.LastSequence);
                }

                if (!disk.Faulted)
                {
                    Assert.InRange(at, 10, 1_000);
                    return;
                }
            }
            else
            {
                Assert.Equal(JournalOpenStatus.DeviceError, opened.Status);
                Assert.NotEmpty(opened.Message);
            }
        }
    }

    /// <summary>Real threads: a call does not come back. What hangs is never acknowledged, a hanging commit is a fault in time.</summary>
    [Fact]
    public void EveryCallHangs()
    {
        long calls = Count(reads: false);
        int step = Machine.IsCi ? 1 : 5;
        int timeouts = 0;
        for (long at = 0; at < calls; at += step)
        {
            SimDisk disk = new((ulong)at) { Fault = new SimFault(at, 0) };
            timeouts += Hang(disk) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{calls} calls, every {step}. hung, {timeouts} ended in a fault");
        Assert.True(timeouts > 0);
    }

    /// <summary>What hangs for less than the deadline is no fault.</summary>
    [Fact]
    public void ASlowDeviceIsNoFault()
    {
        long calls = Count(reads: false);
        for (long at = 30; at < calls; at += Math.Max(1, calls / 8))
        {
            Delay(at);
        }
    }

    private static void Delay(long at)
    {
        SimDisk disk = new((ulong)at) { Fault = new SimFault(at, 0) };
        FixedWork work = new(disk, stepped: false);
        Task<JournalFault?> run = Task.Run(() => work.Run(out _));
        Assert.True(SpinWait.SpinUntil(() => disk.Hanging || run.IsCompleted, PatienceMs), Say($"call {at}: nothing happened"));
        disk.Release();
        Assert.True(run.Wait(PatienceMs), Say($"call {at}: did not end"));
        Assert.True(run.Result is null, Say($"call {at}: {run.Result?.Message}"));
    }

    private static long Count(bool reads)
    {
        SimDisk disk = new(1);
        FixedWork work = new(disk, stepped: true);
        Assert.Null(work.Run(out _));
        Assert.True(work.Model.Acknowledged > 20);
        List<string> names = [.. disk.Files.All];
        Assert.DoesNotContain("journal.0", names);
        return reads ? disk.Reads : disk.Changes;
    }

    private static bool Fail(SimFault fault)
    {
        SimDisk disk = new((ulong)fault.At * 31) { Fault = fault };
        FixedWork work = new(disk, stepped: true);
        try
        {
            JournalFault? said = work.Run(out JournalOpenResult opened);
            bool refused = opened.Journal is null;
            Assert.True(!refused || opened.Status is not (JournalOpenStatus.Opened or JournalOpenStatus.IntegrityFailure), opened.Message);
            disk.Restart();
            work.CheckAfter();
            return refused || said is not null;
        }
        catch (SimViolation violation)
        {
            throw new SimViolation($"{fault}: {violation.Message}");
        }
    }

    private static bool Hang(SimDisk disk)
    {
        FixedWork work = new(disk, stepped: false) { DeadlineMs = HangDeadlineMs };
        Task<JournalOpenResult> open = Task.Run(work.Open);
        SpinWait.SpinUntil(() => open.IsCompleted || disk.Hanging, PatienceMs);
        if (!open.Wait(disk.Hanging ? OpenHangMs : PatienceMs))
        {
            disk.Release();
            Assert.True(open.Wait(PatienceMs));
            open.Result.Journal?.Dispose();
            return false;
        }

        NodeJournal journal = open.Result.Journal!;
        Task running = Task.Run(() => work.Work(journal));
        Assert.True(running.Wait(PatienceMs), "the work did not end");
        bool fault = journal.Fault is not null;

        // Now the power goes: what hung never reached the device, and what was acknowledged must have.
        work.Model.Acknowledged = journal.CommittedSequence;
        disk.CrashAt = disk.Changes;
        Task<JournalFault?> close = Task.Run(() => journal.Close(HangDeadlineMs));
        Assert.True(close.Wait(PatienceMs));
        disk.Abandon();
        disk.LosePower();
        work.CheckCopy();
        return fault;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
