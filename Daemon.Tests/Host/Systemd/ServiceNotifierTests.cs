using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Systemd;
using Xunit;

namespace Basisd.Tests.Host.Systemd;

public sealed class ServiceNotifierTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-notify-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_arrive_on_a_path_and_on_an_abstract_name(bool isAbstract)
    {
        string address = isAbstract ? "@basisd-test-" + Guid.NewGuid().ToString("N") : Path.Combine(_directory, "notify");
        using Socket receiver = Receiver(address);
        using ServiceNotifier notifier = new(address);
        Assert.True(notifier.IsActive);
        notifier.Ready("serving\n3 venues");
        Assert.Equal("READY=1\nSTATUS=serving 3 venues", Received(receiver));
        notifier.Status(new string('x', 2000));
        Assert.Equal(7 + ServiceNotifier.MaxStatusChars, Received(receiver).Length);
        notifier.Reloading();
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$", Received(receiver));
        notifier.ExtendTimeout(TimeSpan.FromSeconds(2));
        Assert.Equal("EXTEND_TIMEOUT_USEC=2000000", Received(receiver));
        notifier.Stopping("bye");
        Assert.Equal("STOPPING=1\nSTATUS=bye", Received(receiver));
        Assert.Equal(5, notifier.Sent);
        Assert.Equal(0, notifier.Dropped);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("relative")]
    public void Without_a_usable_address_nothing_happens(string? address)
    {
        using ServiceNotifier notifier = new(address, TimeSpan.FromSeconds(1));
        Assert.False(notifier.IsActive);
        Assert.Null(notifier.WatchdogInterval);
        notifier.Ready("x");
        Assert.Equal(0, notifier.Sent);
    }

    [Fact]
    public void It_never_throws_when_nobody_listens_or_the_path_is_too_long()
    {
        using ServiceNotifier nobody = new(Path.Combine(_directory, "nobody"));
        nobody.Ready("x");
        Assert.Equal(1, nobody.Dropped);
        using ServiceNotifier tooLong = new("/" + new string('a', 200));
        tooLong.Ready("x");
        Assert.False(tooLong.IsActive);
        ServiceNotifier disposed = new(Path.Combine(_directory, "nobody"));
        disposed.Dispose();
        disposed.Ready("x");
    }

    [Fact]
    public void It_never_blocks_when_the_receiver_does_not_read()
    {
        string address = Path.Combine(_directory, "full");
        using Socket receiver = Receiver(address);
        using ServiceNotifier notifier = new(address);
        for (int i = 0; i < 10_000 && notifier.Dropped == 0; i++)
        {
            notifier.Status(new string('x', 500));
        }

        Assert.True(notifier.Dropped > 0);
    }

    [Fact]
    public void The_environment_is_taken_once_and_hidden_from_children()
    {
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", Path.Combine(_directory, "env"));
        Environment.SetEnvironmentVariable("WATCHDOG_USEC", "4000000");
        Environment.SetEnvironmentVariable("WATCHDOG_PID", Environment.ProcessId.ToString());
        using ServiceNotifier notifier = ServiceNotifier.FromEnvironment();
        Assert.True(notifier.IsActive);
        Assert.Equal(TimeSpan.FromSeconds(4), notifier.WatchdogInterval);
        Assert.Null(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
        Assert.Null(Environment.GetEnvironmentVariable("WATCHDOG_USEC"));
        Assert.Null(Environment.GetEnvironmentVariable("WATCHDOG_PID"));
    }

    [Theory]
    [InlineData("3000000", null, 3_000)]
    [InlineData("3000000", "42", 3_000)]
    [InlineData("3000000", "43", null)]
    [InlineData("0", null, null)]
    [InlineData("x", null, null)]
    [InlineData(null, null, null)]
    [InlineData("9223372036854775807", null, null)]
    public void The_watchdog_is_for_this_process_alone(string? interval, string? pid, int? milliseconds) =>
        Assert.Equal(milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null, ServiceNotifier.Interval(interval, pid, 42));

    [Fact]
    public void The_watchdog_speaks_only_with_proof_of_all()
    {
        string address = Path.Combine(_directory, "watchdog");
        using Socket receiver = Receiver(address);
        using ServiceNotifier notifier = new(address, TimeSpan.FromSeconds(4));
        ProgressCounter loop = new("loop");
        ProgressCounter journal = new("journal");
        Watchdog watchdog = new(notifier, loop, journal);
        Assert.Equal(TimeSpan.FromSeconds(1), watchdog.Period);
        Assert.False(watchdog.Look());
        loop.Advance();
        Assert.False(watchdog.Look());
        Assert.Equal(["journal"], watchdog.Stalled());
        journal.Advance();
        Assert.True(watchdog.Look());
        Assert.Equal("WATCHDOG=1", Received(receiver));
        Assert.False(watchdog.Look());
        Assert.Equal(["loop", "journal"], watchdog.Stalled());
        Assert.Equal(1, watchdog.Pings);
        Assert.Equal(3, watchdog.Withheld);
        Assert.Equal(0, receiver.Available);
        Assert.Throws<ArgumentException>(() => new Watchdog(notifier));
    }

    [Fact]
    public async Task The_watchdog_thread_stops_when_it_is_told()
    {
        string address = Path.Combine(_directory, "run");
        using Socket receiver = Receiver(address);
        using ServiceNotifier notifier = new(address, TimeSpan.FromMilliseconds(40));
        ProgressCounter loop = new("loop");
        using CancellationTokenSource stop = new();
        loop.Advance();
        Watchdog watchdog = new(notifier, loop);
        loop.Advance();
        Task running = Task.Factory.StartNew(() => watchdog.Run(stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Equal("WATCHDOG=1", Received(receiver));
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static Socket Receiver(string address)
    {
        Socket receiver = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        receiver.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
        return receiver;
    }

    private static string Received(Socket receiver)
    {
        byte[] buffer = new byte[8192];
        return Encoding.UTF8.GetString(buffer, 0, receiver.Receive(buffer));
    }
}
