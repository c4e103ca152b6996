using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>A small ext4 in a file on a loop device. Skips the test where this machine cannot mount one, and says why.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("basisd-disk-").FullName;
    private bool _mounted;
    private bool _frozen;

    public LoopDisk(int megabytes)
        : this(image =>
        {
            using FileStream file = File.Create(image);
            file.SetLength((long)megabytes << 20);
        })
    {
        Do("mkfs.ext4", "-q", "-F", "-m", "0", Image);
        Mount();
    }

    private LoopDisk(Action<string> make)
    {
        Directory.CreateDirectory(Root);
        make(Image);
    }

    private string Image => System.IO.Path.Combine(_home, "image");

    private string Root => System.IO.Path.Combine(_home, "mounted");

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Folder(string name) => Directory.CreateDirectory(Path(name)).FullName;

    /// <summary>No more writes, though files are open for writing: what the kernel does after an error with errors=remount-ro.</summary>
    public void TurnReadOnly()
    {
        // SysRq would take the whole machine; aborting the file system's own journal is the same for this one.
        string? device = DeviceName();
        string knob = $"/sys/fs/ext4/{device}/trigger_fs_error";
        if (device is null || !File.Exists(knob))
        {
            Assert.Skip("this kernel has no trigger_fs_error for ext4");
        }

        Do("mount", "-o", "remount,errors=remount-ro", Root);
        File.WriteAllText(knob, "basisd test");
    }

    /// <summary>From now on writes wait, however long it takes.</summary>
    public void Freeze()
    {
        Do("fsfreeze", "--freeze", Root);
        _frozen = true;
    }

    /// <summary>Lets go what waits.</summary>
    public void Thaw()
    {
        if (_frozen)
        {
            _frozen = false;
            _ = Try("fsfreeze", out _, "--unfreeze", Root);
        }
    }

    /// <summary>Mounted anew, its own journal played back.</summary>
    public void Remount()
    {
        Do("umount", Root);
        _mounted = false;
        _ = Try("e2fsck", out _, "-f", "-y", Image);
        Mount();
    }

    /// <summary>What the device holds this moment, as after a power loss: not what the file system still keeps in memory.</summary>
    public LoopDisk CopyOfTheDevice()
    {
        LoopDisk copy = new(image => File.Copy(Image, image));
        copy.Mount();
        return copy;
    }

    public void Dispose()
    {
        Thaw();
        if (_mounted)
        {
            _ = Try("umount", out _, Root);
        }

        Directory.Delete(_home, recursive: true);
    }

    private void Mount()
    {
        if (Try("mount", out string said, "-o", "loop", Image, Root) != 0)
        {
            Dispose();
            Assert.Skip("no ext4 can be mounted from a loop device here: " + said.Trim());
        }

        _mounted = true;
    }

    private string? DeviceName()
    {
        foreach (string line in File.ReadLines("/proc/mounts"))
        {
            string[] parts = line.Split(' ');
            if (parts[1] == Root)
            {
                return System.IO.Path.GetFileName(parts[0]);
            }
        }

        return null;
    }

    private void Do(string program, params string[] arguments)
    {
        if (Try(program, out string said, arguments) != 0)
        {
            Dispose();
            Assert.Skip($"{program} does not work here: {said.Trim()}");
        }
    }

    private static int Try(string program, out string said, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            said = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            said = error.Message;
            return -1;
        }
    }
}
