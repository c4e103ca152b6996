using Basisd.Engine;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>The daemon's core time as an engine knows it from the hello reply: at that moment, and faster from there by the time scale.</summary>
internal sealed class SessionClock
{
    private readonly long _bootStart = BootClock.NowNs();
    private readonly long _coreStart;
    private readonly long _scalePpm;

    /// <summary>Begins at a hello reply that has just come.</summary>
    public SessionClock(in HelloReply reply)
    {
        _coreStart = reply.CoreTimeNs;
        _scalePpm = reply.TimeScalePpm;
    }

    /// <summary>Core time now, Unix ns; a little behind the daemon's own, never ahead.</summary>
    public long NowNs() => _coreStart + FixedPoint.MulDiv(BootClock.NowNs() - _bootStart, _scalePpm, FixedPoint.Ppm);
}
