using Basisd.Safety;

namespace Basisd.Probes.Gateway;

/// <summary>
/// How many requests of one venue may be repeated within a minute: repeating hides a connection that broke once, and must never become a
/// second load on a gateway that is already down. One thread at a time.
/// </summary>
/// <param name="perMinute">Repetitions within any minute, 0 or more.</param>
internal sealed class RetryBudget(int perMinute)
{
    private readonly long[] _taken = new long[perMinute];
    private int _next;
    private int _count;

    /// <summary>Takes one repetition.</summary>
    /// <param name="now">Boot clock, ns; never decreasing.</param>
    /// <returns>False when the budget of the last minute is spent.</returns>
    public bool TryTake(long now)
    {
        if (_taken.Length == 0 || (_count == _taken.Length && now - _taken[_next] < FixedPoint.Minute))
        {
            return false;
        }

        _taken[_next] = now;
        _next = (_next + 1) % _taken.Length;
        _count = _count < _taken.Length ? _count + 1 : _count;
        return true;
    }
}
