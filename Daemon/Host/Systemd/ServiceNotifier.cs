using System;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Basisd.Host.Systemd;

/// <summary>
/// Tells systemd what the service is doing (sd_notify): ready, status, reloading, stopping, alive. Outside systemd every call does nothing.
/// It never throws and never blocks: a full or missing socket is counted and forgotten, because telling must not stop protecting.
/// Safe to call from any thread.
/// </summary>
public sealed class ServiceNotifier : IDisposable
{
    /// <summary>Longest status line; the rest is cut.</summary>
    public const int MaxStatusChars = 512;

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private long _sent;
    private long _dropped;

    /// <summary>Talks to a socket.</summary>
    /// <param name="address">A path, or an abstract name that begins with <c>@</c>; null or unusable: every call does nothing.</param>
    /// <param name="watchdog">The interval in which systemd wants to hear that the service lives, or null.</param>
    public ServiceNotifier(string? address, TimeSpan? watchdog = null)
    {
        if (string.IsNullOrEmpty(address) || (address[0] != '/' && address[0] != '@') || address.Length < 2)
        {
            return;
        }

        try
        {
            // An abstract name is written with @ and begins with a zero byte on the wire.
            _address = new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address);
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
            WatchdogInterval = watchdog;
        }
        catch (Exception unusable) when (unusable is SocketException or ArgumentException)
        {
            // A path longer than a socket address holds: as good as none.
            _dropped = 1;
        }
    }

    /// <summary>Whether systemd listens.</summary>
    public bool IsActive => _socket is not null;

    /// <summary>The interval in which systemd wants to hear that the service lives; null when it does not ask this process.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>Messages that were handed over.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that could not be handed over.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Reads the environment that systemd made, and takes it out, so that children do not speak for the service.</summary>
    public static ServiceNotifier FromEnvironment()
    {
        string? address = Taken("NOTIFY_SOCKET");
        string? interval = Taken("WATCHDOG_USEC");
        string? pid = Taken("WATCHDOG_PID");
        return new ServiceNotifier(address, Interval(interval, pid, Environment.ProcessId));
    }

    /// <summary>The watchdog interval of the two variables; null when it is not for this process.</summary>
    /// <param name="microseconds">Value of WATCHDOG_USEC.</param>
    /// <param name="pid">Value of WATCHDOG_PID; absent means any process of the service.</param>
    /// <param name="ownPid">This process.</param>
    public static TimeSpan? Interval(string? microseconds, string? pid, int ownPid)
    {
        if (!string.IsNullOrEmpty(pid) && pid != ownPid.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        return long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long us) && us > 0 && us < long.MaxValue / 10
            ? TimeSpan.FromTicks(us * 10) : null;
    }

    /// <summary>The service serves: after replay, and after every socket is bound.</summary>
    public void Ready(string status) => Send("READY=1\nSTATUS=" + OneLine(status));

    /// <summary>What the service is doing, in one line for <c>systemctl status</c>.</summary>
    public void Status(string status) => Send("STATUS=" + OneLine(status));

    /// <summary>The configuration is being reloaded; <see cref="Ready"/> ends it.</summary>
    public void Reloading() => Send($"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}");

    /// <summary>The service stops.</summary>
    public void Stopping(string status) => Send("STOPPING=1\nSTATUS=" + OneLine(status));

    /// <summary>Starting or stopping goes on: systemd waits this much longer from now.</summary>
    public void ExtendTimeout(TimeSpan more) => Send($"EXTEND_TIMEOUT_USEC={Math.Max(1, more.Ticks / 10)}");

    /// <summary>The service lives. Only <see cref="Watchdog"/> says so, after it saw proof.</summary>
    internal bool Alive() => Send("WATCHDOG=1");

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private static string? Taken(string name)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, null);
        return value;
    }

    private static string OneLine(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxStatusChars ? line : line[..MaxStatusChars];
    }

    private static long MonotonicMicroseconds() => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    private bool Send(string message)
    {
        if (_socket is null)
        {
            return false;
        }

        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(message);
            _ = _socket.SendTo(bytes, SocketFlags.None, _address!);
            Interlocked.Increment(ref _sent);
            return true;
        }
        catch (Exception refused) when (refused is SocketException or ObjectDisposedException)
        {
            Interlocked.Increment(ref _dropped);
            return false;
        }
    }
}
