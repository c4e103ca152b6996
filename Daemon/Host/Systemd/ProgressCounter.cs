using System.Threading;

namespace Basisd.Host.Systemd;

/// <summary>
/// Proof that a thread makes progress: its owner advances it once per round, also when there is nothing to do. Read by the watchdog and
/// the health endpoint.
/// </summary>
/// <param name="name">Who makes the progress, as an operator reads it: <c>loop</c>, <c>journal</c>.</param>
public sealed class ProgressCounter(string name)
{
    private long _value;

    /// <summary>Who makes the progress.</summary>
    public string Name { get; } = name;

    /// <summary>Rounds so far.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>One round more. One thread alone may call this.</summary>
    public void Advance() => Volatile.Write(ref _value, _value + 1);
}
