using System;
using System.Threading;
using Basisd.Linux;
using Basisd.Peers.Certificates;

namespace Basisd.Peers.Transport;

/// <summary>Counts who was refused and why, and tells of it now and then: whoever knocks a thousand times a second must not fill the log.</summary>
public sealed class PeerRefusals
{
    private const long QuietNs = 10_000_000_000;
    private static readonly int s_reasons = Enum.GetValues<PeerRefusal>().Length;

    private readonly long[] _counts = new long[s_reasons];
    private readonly long[] _toldAt = new long[s_reasons];
    private readonly IPeerReport _report;

    internal PeerRefusals(IPeerReport report)
    {
        _report = report;
        Array.Fill(_toldAt, -QuietNs);
    }

    /// <summary>How many were refused for a reason.</summary>
    public long Count(PeerRefusal reason) => Volatile.Read(ref _counts[(int)reason]);

    internal void Add(PeerRefusal reason, string text)
    {
        Interlocked.Increment(ref _counts[(int)reason]);
        long now = BootClock.NowNs();
        long told = Volatile.Read(ref _toldAt[(int)reason]);
        if (now - told >= QuietNs && Interlocked.CompareExchange(ref _toldAt[(int)reason], now, told) == told)
        {
            _report.Refused(reason, text);
        }
    }
}
