using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using FASTER.core;

namespace Basisd.Journal;

/// <summary>
/// FASTER as the append device: one entry per group, one commit per group, the answer within a deadline. Used by the commit thread alone.
/// It must never be
/// asked twice for the same group, never be trusted with metadata, and never extend a segment.
/// </summary>
internal sealed class FasterAppender : IDisposable
{
    private const int PagesInMemory = 4;
    private const int SliceMs = 100;
    private const int WatchEndMs = 1_000;
    private readonly LogDevice _device;
    private readonly FasterLog _log;
    private readonly CommitSink _sink;
    private readonly int _signal;
    private Task _watch = Task.CompletedTask;
    private Exception? _failure;

    private FasterAppender(LogDevice device, FasterLog log, CommitSink sink, int signal)
    {
        _device = device;
        _log = log;
        _sink = sink;
        _signal = signal;
    }

    /// <summary>Opens the log with the metadata of the verified prefix.</summary>
    /// <exception cref="InvalidDataException">FASTER did not recover to exactly that prefix.</exception>
    public static FasterAppender Open(IJournalDisk disk, string directory, in JournalGeometry geometry, long begin, long until)
    {
        int signal = EventFd.Open();
        CommitSink sink = new(signal, begin, until);
        LogDevice device = disk.OpenLog(Path.Combine(directory, SegmentFiles.Prefix));
        device.StartAt(until);
        FasterLogSettings settings = new()
        {
            LogDevice = device,
            PageSizeBits = geometry.PageBits,
            MemorySize = (long)geometry.PageBytes * PagesInMemory,
            SegmentSizeBits = geometry.SegmentBits,
            LogCommitManager = sink,
            LogChecksum = LogChecksumType.None,
            FastCommitMode = false,
            TryRecoverLatest = false,
            RemoveOutdatedCommits = false,
            AutoCommit = false,
            TolerateDeviceFailure = false,
        };
        FasterLog log = new(settings);
        FasterAppender appender = new(device, log, sink, signal);
        try
        {
            if (sink.HasLog)
            {
                log.Recover();
            }

            if (log.TailAddress != until || log.BeginAddress != begin)
            {
                string found = string.Create(CultureInfo.InvariantCulture, $"{log.BeginAddress}..{log.TailAddress} instead of {begin}..{until}");
                throw new InvalidDataException($"{directory}: the append device recovered {found}");
            }
        }
        catch
        {
            appender.Dispose();
            throw;
        }

        return appender;
    }

    /// <summary>Appends one group and waits until it is durable.</summary>
    /// <param name="group">The whole group; its first four bytes are the length that FASTER writes itself.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="address">Where it must come to lie.</param>
    /// <param name="deadlineMs">Time for all of it.</param>
    /// <param name="durable">Called once, on this thread, the moment it is durable.</param>
    /// <returns>Null when durable, else the fault.</returns>
    public JournalFault? AppendDurably(in GroupEntry group, int length, long address, int deadlineMs, Action durable)
    {
        long deadline = BootClock.NowNs() + (deadlineMs * 1_000_000L);
        try
        {
            long got;
            while (!_log.TryEnqueue(group, out got))
            {
                if (BootClock.NowNs() > deadline)
                {
                    return Late(address, deadlineMs, "could not begin, the append device made no room,");
                }

                Thread.Yield();
            }

            if (got != address)
            {
                string places = string.Create(CultureInfo.InvariantCulture, $"{got} instead of {address}");
                return new JournalFault(JournalFaultKind.Misplaced, $"the append device put a group at {places}");
            }

            Watch(_log.CommitAsync());
            if (WaitDurable(address + length, deadline, address, deadlineMs) is { } fault)
            {
                return fault;
            }

            // A write on this thread may have hung and come back: what is late is a fault, whatever became of it.
            if (BootClock.NowNs() > deadline)
            {
                return Late(address, deadlineMs, "did not come back");
            }

            durable();
            return null;
        }
        catch (FasterException error)
        {
            return Failed(address, error);
        }
        catch (IOException error)
        {
            return Failed(address, error);
        }
        catch (UnauthorizedAccessException error)
        {
            return Failed(address, error);
        }
    }

    /// <summary>Lets FASTER give up its handles of segments below <paramref name="address"/> with the next commit.</summary>
    public void ReleaseBefore(long address) => _log.TruncateUntil(address);

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _device.Dispose();
        if (_watch.Wait(WatchEndMs))
        {
            // A watch that has not ended may still signal: the descriptor is left to it then.
            EventFd.Close(_signal);
        }
    }

    private static JournalFault Late(long address, int deadlineMs, string what) => new(
        JournalFaultKind.CommitTimeout,
        string.Create(CultureInfo.InvariantCulture, $"the commit at log address {address} {what} within {deadlineMs} ms"));

    private static JournalFault Failed(long address, Exception error) => new(
        JournalFaultKind.CommitFailed,
        string.Create(CultureInfo.InvariantCulture, $"the commit at log address {address} failed: {error.Message}"));

    private JournalFault? WaitDurable(long until, long deadline, long address, int deadlineMs)
    {
        bool waiting = false;

        // A device that writes on this thread is done already.
        while (_device.WrittenUntil < until && _sink.DurableUntil < until)
        {
            if (Volatile.Read(ref _failure) is { } failure)
            {
                return Failed(address, failure);
            }

            if (BootClock.NowNs() > deadline)
            {
                return Late(address, deadlineMs, "did not come back");
            }

            // The first time round the sink is only told that somebody waits from now on.
            EventFd.Wait(_signal, waiting ? SliceMs : 0);
            waiting = true;
            _sink.Waiting = true;
        }

        if (waiting)
        {
            _sink.Waiting = false;
        }

        return null;
    }

    private void Watch(ValueTask commit)
    {
        if (!commit.IsCompletedSuccessfully)
        {
            _watch = WatchAsync(commit.AsTask(), _watch);
        }
    }

    /// <summary>Keeps what failed. Ends after the watches before it, so that the last one stands for all.</summary>
    private async Task WatchAsync(Task commit, Task earlier)
    {
        try
        {
            await commit.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            OnFailure(error);
        }

        await earlier.ConfigureAwait(false);
    }

    private void OnFailure(Exception error)
    {
        // Disposing the log fails the commit task that is left over: that one is no news.
        if (error is not ObjectDisposedException)
        {
            Volatile.Write(ref _failure, error);
            _ = EventFd.Signal(_signal);
        }
    }
}
