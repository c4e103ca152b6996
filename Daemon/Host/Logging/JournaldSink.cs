using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Threading;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;
using Serilog.Core;
using Serilog.Events;

namespace Basisd.Host.Logging;

/// <summary>
/// Writes log entries to journald in its own protocol, with structured fields. It never blocks and never throws: what the journal does not
/// take at once is counted and dropped, because a slow log must not slow protection down.
/// </summary>
public sealed class JournaldSink : ILogEventSink, IDisposable
{
    /// <summary>Where journald listens.</summary>
    public const string DefaultSocket = "/run/systemd/journal/socket";

    /// <summary>Larger entries go through a sealed file: the socket's buffer holds about this much.</summary>
    public const int MaxDatagramBytes = 200 * 1024;

    private readonly Lock _lock = new();
    private readonly JournalMessage _message = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly string _identifier;
    private readonly UnixDomainSocketEndPoint _address;
    private Socket? _socket;
    private long _dropped;
    private long _written;

    /// <summary>Writes to a journal.</summary>
    /// <param name="identifier">SYSLOG_IDENTIFIER of every entry.</param>
    /// <param name="socket">Path of the journal's socket.</param>
    public JournaldSink(string identifier = "basisd", string socket = DefaultSocket)
    {
        _identifier = identifier;
        _address = new UnixDomainSocketEndPoint(socket);
        _socket = TryConnect();
    }

    /// <summary>Whether the journal was there at start.</summary>
    public bool IsConnected => _socket is not null;

    /// <summary>Entries that the journal took.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Entries that it did not take.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Syslog priority of a level.</summary>
    public static int PriorityOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => 2,
        LogEventLevel.Error => 3,
        LogEventLevel.Warning => 4,
        LogEventLevel.Information => 6,
        _ => 7,
    };

    /// <inheritdoc/>
    public void Emit(Serilog.Events.LogEvent logEvent)
    {
        lock (_lock)
        {
            Encode(logEvent);
            if (TrySend())
            {
                _written++;
            }
            else
            {
                _dropped++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Encode(Serilog.Events.LogEvent logEvent)
    {
        _message.Clear();
        JournalField.Write(_message, "MESSAGE", PlainMessage.Of(logEvent));
        JournalField.Write(_message, "PRIORITY", PriorityOf(logEvent.Level).ToString(CultureInfo.InvariantCulture));
        JournalField.Write(_message, "SYSLOG_IDENTIFIER", _identifier);
        foreach ((string property, LogEventPropertyValue value) in logEvent.Properties)
        {
            if (property == LoggerEvents.MessageIdProperty)
            {
                JournalField.Write(_message, "MESSAGE_ID", Text(value));
                continue;
            }

            if (!_names.TryGetValue(property, out string? name))
            {
                name = JournalField.NameOf(property);
                _names.Add(property, name);
            }

            JournalField.Write(_message, name, Text(value));
        }

        if (logEvent.Exception is { } exception)
        {
            JournalField.Write(_message, "BASIS_EXCEPTION", exception.ToString());
        }
    }

    private static string Text(LogEventPropertyValue value) => value is ScalarValue scalar
        ? Convert.ToString(scalar.Value, CultureInfo.InvariantCulture) ?? "" : value.ToString(null, CultureInfo.InvariantCulture);

    private bool TrySend()
    {
        // journald may have been restarted since: a new connection is tried once per entry.
        _socket ??= TryConnect();
        if (_socket is null)
        {
            return false;
        }

        SocketError error = SocketError.MessageSize;
        if (_message.Written.Length <= MaxDatagramBytes)
        {
            _socket.Send(_message.Written, SocketFlags.None, out error);
        }

        if (error == SocketError.MessageSize)
        {
            return TrySendFile();
        }

        if (error is not SocketError.Success and not SocketError.WouldBlock and not SocketError.NoBufferSpaceAvailable)
        {
            _socket.Dispose();
            _socket = null;
        }

        return error == SocketError.Success;
    }

    private bool TrySendFile()
    {
        try
        {
            using SafeFileHandle file = MemoryFile.Sealed("basisd-log", _message.Written);
            return DescriptorPassing.TrySend(_socket!.SafeHandle, file);
        }
        catch (Exception exhausted) when (exhausted is LinuxException or System.IO.IOException)
        {
            // No descriptor or no memory: the entry is counted as dropped by the caller.
            return false;
        }
    }

    private Socket? TryConnect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(_address);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException)
        {
            // No journal here (now); Emit counts what is lost.
            socket.Dispose();
            return null;
        }
    }
}
