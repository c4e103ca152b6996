using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Journal;
using Basisd.Linux;

namespace Basisd.Tests.Simulation;

/// <summary>
/// A file system in memory that behaves as badly as a real one may: what was not synced is lost, torn or reordered at a power loss, names too;
/// calls fail, stop half-way or hang. One directory. The same seed and the same calls give the same bytes.
/// </summary>
internal sealed class SimDisk : IJournalDisk
{
    public const string Root = "/sim";
    private readonly Lock _gate = new();
    private readonly SimNames _names = new();
    private readonly SimRandom _random;
    private readonly List<Action> _hanging = [];
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimDisk(ulong seed) => _random = new SimRandom(seed);

    private SimDisk(SimNames names, ulong seed)
    {
        _random = new SimRandom(seed);
        _names = names;
    }

    /// <summary>Calls so far that changed something, or tried to.</summary>
    public long Changes { get; private set; }

    /// <summary>Calls so far that read.</summary>
    public long Reads { get; private set; }

    /// <summary>The power goes, or the process is killed, in the middle of the call with this number.</summary>
    public long CrashAt { get; set; } = long.MaxValue;

    /// <summary>Called in that moment.</summary>
    public Action? Crashing { get; set; }

    /// <summary>Nothing is done any more: the process that calls is dead.</summary>
    public bool Dead { get; private set; }

    public SimFault? Fault { get; set; }

    /// <summary>A fault happened.</summary>
    public bool Faulted { get; private set; }

    /// <summary>The read with this number gives one wrong bit.</summary>
    public long FlipReadAt { get; set; } = long.MaxValue;

    public SimLies Lies { get; init; }

    /// <summary>A call hangs right now.</summary>
    public bool Hanging { get; private set; }

    public SimNames Files => _names;

    /// <summary>Another disk with the same durable and visible bytes.</summary>
    public SimDisk Copy(ulong seed = 0)
    {
        lock (_gate)
        {
            return new SimDisk(_names.Copy(), seed) { Lies = Lies };
        }
    }

    /// <summary>The process is gone; memory of the machine stays. Calls are answered again.</summary>
    public void Restart()
    {
        Dead = false;
        CrashAt = long.MaxValue;
        FlipReadAt = long.MaxValue;
        Fault = null;
        Faulted = false;
        _names.Unlock();
    }

    /// <summary>The machine loses its power: what was not synced is lost, kept or torn.</summary>
    public void LosePower()
    {
        lock (_gate)
        {
            _names.LosePower(_random);
        }
    }

    /// <summary>Lets go what hangs.</summary>
    public void Release()
    {
        // Whoever hangs says so before it stands in the list: only the lock tells that both have happened.
        Action[] hanging;
        lock (_gate)
        {
            _release.TrySetResult();
            hanging = [.. _hanging];
            _hanging.Clear();
        }

        foreach (Action late in hanging)
        {
            late();
        }
    }

    /// <summary>What hangs never happens: its callers get an error.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            Dead = true;
            _hanging.Clear();
        }

        _release.TrySetResult();
    }

    public int Open(string path, int flags, int mode, out IDiskFile? file)
    {
        lock (_gate)
        {
            string name = Named(path);
            file = null;
            SimInode? inode = _names.Find(name);
            bool creates = inode is null && (flags & FileCalls.Create) != 0;
            int errno = Enter(creates ? SimOp.Create : SimOp.Open, out bool partly);
            if (creates && (errno == 0 || partly))
            {
                inode = _names.Create(name);
            }

            errno = errno != 0 ? errno : inode is null ? Errno.NoEntry : 0;
            file = errno == 0 ? new SimFile(this, name, inode!) : null;
            return errno;
        }
    }

    public int Names(string directory, out List<string> names)
    {
        lock (_gate)
        {
            names = [.. _names.All];
            return Enter(SimOp.List, out _);
        }
    }

    public bool DirectoryExists(string path) => path == Root;

    public bool FileExists(string path) => _names.Find(Path.GetFileName(path)) is not null;

    public int Rename(string from, string to)
    {
        lock (_gate)
        {
            int errno = Enter(SimOp.Rename, out bool partly);
            if ((errno == 0 || partly) && Named(from) != Named(to))
            {
                _names.Rename(Named(from), Named(to));
            }

            return errno;
        }
    }

    public int Unlink(string path)
    {
        lock (_gate)
        {
            string name = Named(path);
            if (_names.Find(name) is null)
            {
                return Errno.NoEntry;
            }

            int errno = Enter(SimOp.Unlink, out bool partly);
            if (errno == 0 || partly)
            {
                _names.Unlink(name);
            }

            return errno;
        }
    }

    public int SyncDirectory(string path)
    {
        lock (_gate)
        {
            int errno = Enter(SimOp.SyncDirectory, out _);
            if (errno == 0 && (Lies & SimLies.DirectorySync) == 0)
            {
                _names.Sync();
            }

            return errno;
        }
    }

    public int FreeBytes(string path, out long bytes)
    {
        bytes = 1L << 40;
        return 0;
    }

    public int Owner(string path, out uint user)
    {
        user = ProcessCalls.EffectiveUserId();
        return 0;
    }

    public LogDevice OpenLog(string prefix) => new SimDevice(this, prefix);

    public int Read(string name, SimInode inode, Span<byte> buffer, long offset, out int read)
    {
        lock (_gate)
        {
            read = 0;
            int errno = Enter(SimOp.Read, out _);
            if (errno != 0)
            {
                return errno;
            }

            read = inode.Memory.Read(buffer, offset);
            if (Reads - 1 == FlipReadAt && read > 0)
            {
                buffer[_random.Below(read)] ^= (byte)(1 << _random.Below(8));
            }

            return 0;
        }
    }

    public int Write(string name, SimInode inode, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            int errno = Enter(SimOp.Write, out bool partly);
            if (errno == 0 || partly)
            {
                inode.Put(errno == 0 ? bytes : bytes[.._random.Below(bytes.Length + 1)], offset);
            }

            return errno;
        }
    }

    public int Truncate(string name, SimInode inode, long length)
    {
        lock (_gate)
        {
            int errno = Enter(SimOp.Truncate, out bool partly);
            if (errno == 0 || partly)
            {
                inode.SetLength(length);
            }

            return errno;
        }
    }

    public int Sync(string name, SimInode inode)
    {
        lock (_gate)
        {
            int errno = Enter(SimOp.Sync, out bool partly);
            SimLies lie = name.StartsWith(AnchorFile.Name, StringComparison.Ordinal) ? SimLies.AnchorSync
                : name.EndsWith(".new", StringComparison.Ordinal) ? SimLies.SegmentSync : SimLies.RecoverySync;
            if (errno == 0 && (Lies & lie) == 0)
            {
                inode.Sync();
            }
            else if (errno != 0 && partly && !Dead)
            {
                inode.FailSync(_random);
            }

            return errno;
        }
    }

    public int DeviceRead(string path, Span<byte> target, long offset, out int read)
    {
        read = 0;
        SimInode? inode = _names.Find(Path.GetFileName(path));
        return inode is null ? Errno.NoEntry : Read(path, inode, target, offset, out read);
    }

    public void DeviceWrite(string path, ReadOnlySpan<byte> bytes, long offset, Action<int> done)
    {
        int errno;
        lock (_gate)
        {
            string name = Path.GetFileName(path);
            SimInode inode = _names.Find(name) ?? _names.Create(name);
            if (Changes == Fault?.At && Fault is { Errno: 0, Reads: false })
            {
                // An asynchronous device does not keep its caller: what hangs is the answer.
                byte[] kept = bytes.ToArray();
                Changes++;
                Hanging = true;
                _hanging.Add(() =>
                {
                    inode.PutSynced(kept, offset);
                    done(0);
                });
                return;
            }

            errno = Enter(SimOp.DeviceWrite, out bool partly);
            if (errno == 0 && (Lies & SimLies.AckBeforeDurable) == 0)
            {
                inode.PutSynced(bytes, offset);
            }
            else if (errno == 0 || partly)
            {
                bool whole = errno == 0 || _random.OneIn(2);
                inode.Put(whole ? bytes : bytes[.._random.Below(bytes.Length + 1)], offset);
                if (errno != 0 && !Dead)
                {
                    inode.FailSync(_random);
                }
            }
        }

        done(errno);
    }

    private string Named(string path)
    {
        string name = Path.GetFileName(path);
        bool segment = name.StartsWith(SegmentFiles.Prefix + ".", StringComparison.Ordinal) && name.EndsWith(".new", StringComparison.Ordinal);
        return segment && (Lies & SimLies.FreshName) != 0 ? name[..^4] : name;
    }

    /// <summary>Counts a call and says how it goes.</summary>
    /// <param name="op">What is asked.</param>
    /// <param name="partly">With an error: some of it is done.</param>
    private int Enter(SimOp op, out bool partly)
    {
        partly = false;
        if (Dead)
        {
            return Errno.InputOutput;
        }

        bool changes = op <= SimOp.DeviceWrite;
        long number = changes ? Changes++ : Reads++;
        if (changes && number == CrashAt)
        {
            Crashing?.Invoke();
            Dead = true;
            partly = _random.OneIn(2);
            return Errno.InputOutput;
        }

        if (Fault is not { } fault || fault.Reads == changes || number < fault.At || (number > fault.At && !fault.Lasting))
        {
            return 0;
        }

        Faulted = true;
        if (fault.Errno == 0)
        {
            Hanging = true;
            _gate.Exit();
            _release.Task.Wait();
            _gate.Enter();
            return Dead ? Errno.InputOutput : 0;
        }

        partly = fault.Partly;
        return fault.Errno;
    }
}
