using System;
using System.IO;
using Basisd.Gate;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>A folder of its own for one test, and the few words that every gate test says.</summary>
internal sealed class GateFolder : IDisposable
{
    public static readonly string[] Names =
        ["platform", "module/rewards", "asset/BTC", "asset/ETH", "venue/kraken", "venue/binance", "route/BTC@kraken"];

    public const ulong AllowAll = GateLayout.KnownBits;
    public const ulong QueueAll = 0x0000_0FFF_0000_0000;
    public const long Second = 1_000_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("basisd-gate-");

    public string Root => _folder.FullName;

    public string Page => Path.Combine(Root, "gate");

    public GateWriter Create(ulong epoch = 1, GateClock clock = GateClock.BootTime)
    {
        GateWriter? writer = GateWriter.Create(Page, epoch, Names, clock, out string problem);
        Assert.True(writer is not null, problem);
        return writer;
    }

    /// <summary>A page on which everything is allowed, valid for that long.</summary>
    public GateWriter CreateOpen(ulong epoch = 1, long validForNs = 2 * Second)
    {
        GateWriter writer = Create(epoch);
        for (int i = 0; i < Names.Length; i++)
        {
            writer.Publish(i, AllowAll, 0, 0, 1);
        }

        Assert.True(writer.Renew(BootClock.NowNs() + validForNs));
        return writer;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
