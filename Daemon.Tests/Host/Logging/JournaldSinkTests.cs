using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using Basisd.Host.Logging;
using Basisd.Linux;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Win32.SafeHandles;
using Serilog;
using Xunit;

namespace Basisd.Tests.Host.Logging;

public sealed partial class JournaldSinkTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-log-").FullName;
    private readonly string _path;
    private readonly Socket _journal;

    public JournaldSinkTests()
    {
        _path = Path.Combine(_directory, "socket");
        _journal = Listen(_path);
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Entries_carry_their_fields()
    {
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Journald("basisd", _path).CreateLogger();
        log.Of(LogEvents.ModeChanged).ForContext("StateHash", "ab12").Warning("{Trigger} fired on {Scope}", "venue.api_failure", "venue/alpha");
        Dictionary<string, string> fields = Fields(Received());
        Assert.Equal("venue.api_failure fired on venue/alpha", fields["MESSAGE"]);
        Assert.Equal("4", fields["PRIORITY"]);
        Assert.Equal("basisd", fields["SYSLOG_IDENTIFIER"]);
        Assert.Equal(LogEvents.ModeChanged.MessageId, fields["MESSAGE_ID"]);
        Assert.Equal("venue.api_failure", fields["BASIS_TRIGGER"]);
        Assert.Equal("venue/alpha", fields["BASIS_SCOPE"]);
        Assert.Equal("ab12", fields["BASIS_STATE_HASH"]);
        Assert.Equal("202", fields["BASIS_EVENT"]);
        Assert.All(fields.Keys, name => Assert.True(JournalField.IsValid(name), name));
    }

    [Fact]
    public void Several_lines_use_the_length_form_and_forge_no_field()
    {
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Journald("basisd", _path).CreateLogger();
        log.Error(new InvalidOperationException("one\nPRIORITY=0"), "bad {Input}", "a\nMESSAGE_ID=00000000000000000000000000000000");
        Dictionary<string, string> fields = Fields(Received());
        Assert.Equal("3", fields["PRIORITY"]);
        Assert.False(fields.ContainsKey("MESSAGE_ID"));
        Assert.Equal("a\nMESSAGE_ID=00000000000000000000000000000000", fields["BASIS_INPUT"]);
        Assert.Contains("one\nPRIORITY=0", fields["BASIS_EXCEPTION"], StringComparison.Ordinal);
    }

    [Fact]
    public void Large_entries_go_through_a_sealed_file()
    {
        using JournaldSink sink = new("basisd", _path);
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        string large = new('x', 1_000_000);
        log.Information("{Blob}", large);
        Assert.Equal(1, sink.Written);
        using SafeFileHandle file = ReceivedFile(_journal.SafeHandle);
        byte[] bytes = new byte[RandomAccess.GetLength(file)];
        Assert.Equal(bytes.Length, RandomAccess.Read(file, bytes, 0));
        Assert.Equal(large, Fields(bytes)["BASIS_BLOB"]);
        Assert.ThrowsAny<Exception>(() => RandomAccess.Write(file, "y"u8, 0));
    }

    [Fact]
    public void A_journal_that_does_not_read_costs_entries_not_time()
    {
        using JournaldSink sink = new("basisd", _path);
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 20_000 && sink.Dropped == 0; i++)
        {
            log.Information("{Text}", new string('x', 1000));
        }

        Assert.True(sink.Dropped > 0);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_restarted_journal_is_found_again()
    {
        using JournaldSink sink = new("basisd", _path);
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        log.Information("one");
        Assert.Contains("one", Encoding.UTF8.GetString(Received()), StringComparison.Ordinal);
        _journal.Dispose();
        File.Delete(_path);
        log.Information("lost");
        log.Information("lost");
        Assert.Equal(2, sink.Dropped);
        using Socket again = Listen(_path);
        log.Information("two");
        byte[] buffer = new byte[4096];
        Assert.Contains("two", Encoding.UTF8.GetString(buffer, 0, again.Receive(buffer)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_property_name_becomes_a_good_field_name() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), p => JournalField.IsValid(JournalField.NameOf(p.Get))));

    [Fact]
    public void The_stream_is_recognized_by_device_and_inode()
    {
        using SafeFileHandle file = File.OpenHandle(Path.Combine(_directory, "stream"), FileMode.Create, FileAccess.Write);
        int descriptor = (int)file.DangerousGetHandle();
        FileIdentity identity = FileIdentity.Of(descriptor)!.Value;
        Assert.True(JournalStream.IsConnected($"{identity.Device}:{identity.Inode}", descriptor));
        Assert.False(JournalStream.IsConnected($"{identity.Device}:{identity.Inode + 1}", descriptor));
        Assert.False(JournalStream.IsConnected($"{identity.Device + 1}:{identity.Inode}", descriptor));
        Assert.False(JournalStream.IsConnected("x:y", descriptor));
        Assert.False(JournalStream.IsConnected(null, descriptor));
        Assert.False(JournalStream.IsConnected("1:2", -5));
    }

    [Fact]
    public async Task The_stream_identity_is_that_of_stat()
    {
        string path = Path.Combine(_directory, "stat");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        (_, string stat) = await Tool.RunAsync("stat", null, "-c", "%d:%i", path);
        Assert.True(JournalStream.IsConnected(stat.Trim(), (int)file.DangerousGetHandle()));
    }

    [Fact]
    public async Task The_real_journal_shows_the_fields()
    {
        if (!File.Exists(JournaldSink.DefaultSocket))
        {
            Assert.Skip("no journald runs here");
        }

        string mark = Guid.NewGuid().ToString("N");
        using (Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Journald("basisd-test").CreateLogger())
        {
            log.Of(LogEvents.Ready).Information("{Mark}", mark);
        }

        string output = "";
        for (int i = 0; i < 100 && !output.Contains(mark, StringComparison.Ordinal); i++)
        {
            (_, output) = await Tool.RunAsync("journalctl", null, "-o", "verbose", "--no-pager", "BASIS_MARK=" + mark);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Contains("MESSAGE_ID=" + LogEvents.Ready.MessageId, output, StringComparison.Ordinal);
    }

    private static Socket Listen(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private byte[] Received()
    {
        byte[] buffer = new byte[64 * 1024];
        return buffer[.._journal.Receive(buffer)];
    }

    /// <summary>An independent reader of the protocol.</summary>
    private static Dictionary<string, string> Fields(byte[] entry)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        int at = 0;
        while (at < entry.Length)
        {
            int line = Array.IndexOf(entry, (byte)'\n', at);
            int equals = Array.IndexOf(entry, (byte)'=', at, line - at);
            if (equals >= 0)
            {
                fields.Add(Encoding.UTF8.GetString(entry, at, equals - at), Encoding.UTF8.GetString(entry, equals + 1, line - equals - 1));
                at = line + 1;
                continue;
            }

            int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(line + 1)));
            fields.Add(Encoding.UTF8.GetString(entry, at, line - at), Encoding.UTF8.GetString(entry, line + 9, length));
            Assert.Equal((byte)'\n', entry[line + 9 + length]);
            at = line + 9 + length + 1;
        }

        return fields;
    }

    private static unsafe SafeFileHandle ReceivedFile(SafeHandle socket)
    {
        byte* control = stackalloc byte[24];
        nint* header = stackalloc nint[7];
        new Span<byte>(header, 56).Clear();
        header[4] = (nint)control;
        header[5] = 24;
        Assert.True(ReceiveMessage((int)socket.DangerousGetHandle(), header, 0) >= 0);
        return new SafeFileHandle(*(int*)(control + 16), ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(int socket, nint* header, int flags);
}
