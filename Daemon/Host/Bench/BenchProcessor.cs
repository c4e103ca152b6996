using System;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// Keeps the measuring thread on the first processor for as long as it lives, so that both ends of a measurement and of its floor lie on
/// processors in the same way. Children that are started meanwhile would inherit that: start none.
/// </summary>
internal sealed class BenchProcessor : IDisposable
{
    private readonly int[] _allowed;

    private BenchProcessor(int[] allowed) => _allowed = allowed;

    /// <summary>Confines the calling thread. With one processor there is nothing to do.</summary>
    public static BenchProcessor First()
    {
        int[] allowed = AffinityCalls.Allowed();
        if (allowed.Length > 1)
        {
            // A refusal leaves the thread where it was: the figure is noisier then, not wrong.
            _ = AffinityCalls.Confine(0, allowed.AsSpan(0, 1));
        }

        return new BenchProcessor(allowed);
    }

    /// <summary>Confines another process's first thread to the other processors.</summary>
    public void GiveOthersTo(int process)
    {
        if (_allowed.Length > 1)
        {
            _ = AffinityCalls.Confine(process, _allowed.AsSpan(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_allowed.Length > 1)
        {
            _ = AffinityCalls.Confine(0, _allowed);
        }
    }
}
