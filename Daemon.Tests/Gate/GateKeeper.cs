using System;
using System.Threading;
using Basisd.Gate;
using Basisd.Linux;

namespace Basisd.Tests.Gate;

/// <summary>Renews a page every 50 ms until disposed, for tests that wait for another process.</summary>
internal sealed class GateKeeper : IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public GateKeeper(GateWriter writer)
    {
        _thread = new Thread(() =>
        {
            do
            {
                writer.Renew(BootClock.NowNs() + GateFolder.Second);
            }
            while (!_stop.Wait(50));
        });
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join(); // before the page's memory goes
        _stop.Dispose();
    }
}
