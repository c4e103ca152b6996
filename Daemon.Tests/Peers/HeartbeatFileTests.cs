using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Basisd.Cluster;
using Basisd.Peers.Heartbeats;
using Xunit;

namespace Basisd.Tests.Peers;

/// <summary>The file of the heartbeats' keys, replaced under a node that runs.</summary>
public sealed class HeartbeatFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("basisd-keys-").FullName, "heartbeat.key");
    private int _writes;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void A_replaced_key_is_taken_and_heartbeats_go_on()
    {
        Write(1);
        HeartbeatFile file = HeartbeatFile.Load(_path, out string problem)!;
        HeartbeatCodec here = new(file.Keys, TestCluster.Settings(0));
        HeartbeatCodec there = new(new HeartbeatKeys(TestCluster.Key(1), TestCluster.Key(9)), TestCluster.Settings(1));
        Assert.Equal(HeartbeatReject.None, Heard(here, there));
        Assert.False(file.Look(out problem));
        foreach (byte[] step in (byte[][])[[1, 9], [9, 1], [9]])
        {
            Write(step);
            Assert.True(file.Look(out problem), problem);
            here.Take(file.Keys);
            Assert.Equal(HeartbeatReject.None, Heard(here, there));
            HeartbeatCodec old = new(new HeartbeatKeys(TestCluster.Key(1)), TestCluster.Settings(1));
            Assert.Equal(step[0] == 1 ? HeartbeatReject.None : HeartbeatReject.Tag, Heard(here, old));
        }
    }

    [Fact]
    public void One_that_cannot_be_used_changes_nothing_and_is_looked_at_again()
    {
        Write(1);
        HeartbeatFile file = HeartbeatFile.Load(_path, out string problem)!;
        string before = file.InUse.Sha256;
        Write("half a key");
        for (int i = 0; i < 2; i++)
        {
            Assert.False(file.Look(out problem));
            Assert.Contains("pki heartbeat-key", problem, StringComparison.Ordinal);
        }

        File.Delete(_path);
        Assert.False(file.Look(out problem));
        Assert.Contains(_path, problem, StringComparison.Ordinal);
        Assert.Equal(before, file.InUse.Sha256);

        // What was there before is back: nothing is taken, and there is no problem any more.
        Write(1);
        Assert.False(file.Look(out problem));
        Assert.Equal("", problem);
        Write(9);
        Assert.True(file.Look(out problem), problem);
    }

    [Fact]
    public void What_is_in_use_is_told_by_the_digest_of_the_file()
    {
        Write(1);
        HeartbeatFile file = HeartbeatFile.Load(_path, out string problem)!;
        Assert.Equal((_path, Digest()), (file.InUse.Path, file.InUse.Sha256));
        Write(9, 1);
        Assert.NotEqual(Digest(), file.InUse.Sha256);
        Assert.True(file.Look(out problem), problem);
        Assert.Equal(Digest(), file.InUse.Sha256);
    }

    private static HeartbeatReject Heard(HeartbeatCodec from, HeartbeatCodec by)
    {
        byte[] datagram = new byte[from.Bytes];
        Assert.True(from.TryWrite(TestCluster.Beat(2, 5, 6), datagram));
        return by.Read(datagram, new Heartbeat(2));
    }

    private string Digest() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_path)));

    private void Write(params byte[] keys) => Write(string.Join('\n', keys.Select(k => Convert.ToHexStringLower(TestCluster.Key(k)))));

    // A time of its own for each: the kernel's clock of files has a step of milliseconds.
    private void Write(string text)
    {
        File.WriteAllText(_path, text);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetLastWriteTimeUtc(_path, DateTime.UnixEpoch.AddDays(++_writes));
    }
}
