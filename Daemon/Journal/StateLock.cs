using System;
using System.Globalization;
using System.IO;
using System.Text;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// The exclusive lock of a state directory: flock on the file <c>lock</c>, which names the holder for people. The kernel gives the lock
/// back when
/// the process dies, however it dies. The file is never removed: removing it would let two daemons lock two files of the same name.
/// </summary>
public sealed class StateLock : IDisposable
{
    /// <summary>Name in the state directory.</summary>
    public const string Name = "lock";

    private const int OwnerOnly = 0x180;
    private const int MaxTextBytes = 256;
    private readonly IDiskFile _file;
    private bool _released;

    private StateLock(IDiskFile file) => _file = file;

    /// <summary>Takes the lock without waiting.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="taken">The lock, to be disposed at the very end.</param>
    /// <param name="holder">What the holder wrote about itself when it is held.</param>
    /// <returns>0, <see cref="Errno.WouldBlock"/> when held by another, or another errno.</returns>
    public static int TryTake(string directory, out StateLock? taken, out string holder) =>
        TryTake(LinuxDisk.Shared, directory, out taken, out holder);

    internal static int TryTake(IJournalDisk disk, string directory, out StateLock? taken, out string holder)
    {
        taken = null;
        holder = string.Empty;
        string path = Path.Combine(directory, Name);
        int errno = disk.Open(path, FileCalls.ReadWrite | FileCalls.Create, OwnerOnly, out IDiskFile? file);
        if (errno != 0)
        {
            return errno;
        }

        errno = file!.TryLock();
        if (errno == 0)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"pid {Environment.ProcessId}, started {Started()}\n");
            errno = file!.Truncate(0);
            errno = errno != 0 ? errno : file!.WriteAt(Encoding.ASCII.GetBytes(text), 0);
            taken = errno == 0 ? new StateLock(file!) : null;
        }
        else if (errno == Errno.WouldBlock)
        {
            Span<byte> text = stackalloc byte[MaxTextBytes];
            holder = file!.ReadAt(text, 0, out int read) == 0 && read > 0
                ? Encoding.ASCII.GetString(text[..read]).Trim()
                : "a process that has not written its number yet";
        }

        if (taken is null)
        {
            file!.Dispose();
        }

        return errno;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_released)
        {
            _released = true;

            // Closing would do, but not before a child that is just being started has reached its exec. Unlocking has no error that closing does
            // not mend.
            _ = _file.Unlock();
            _file.Dispose();
        }
    }

    private static string Started()
    {
        long seconds = BootClock.WallNs() / 1_000_000_000L;
        return DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
