using System;
using System.Runtime.InteropServices;
using Basisd.Linux;
using Basisd.Node;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Engine;

// The ring in shared memory.
public sealed unsafe partial class EngineClient
{
    private const long RoomWaitNs = 100_000_000;
    private const int RingWaitMs = 10;

    /// <summary>The ring, or null.</summary>
    internal RingProducer? Ring { get; private set; }

    /// <summary>Asks for a ring; observations go through it from then on, by <see cref="Publish"/>. Ask right behind the hello.</summary>
    /// <param name="slots">Records, a power of two.</param>
    /// <param name="timeoutMs">Longest wait for the answer, ms.</param>
    /// <exception cref="EngineClientException">The daemon offers none, or does not answer in time.</exception>
    public void OpenRing(int slots, int timeoutMs)
    {
        AskForRing(slots);
        TakeRing(timeoutMs);
    }

    /// <summary>
    /// Numbers the records on and publishes them in the ring, waiting for room. A daemon that sleeps is told by a bell.
    /// </summary>
    /// <exception cref="EngineClientException">The session ended, or has no ring.</exception>
    public void Publish(Span<Observation> records)
    {
        RingProducer ring = Ring ?? throw new EngineClientException(RejectReason.RingRefused, "this session has no ring");
        foreach (ref Observation record in records)
        {
            LastSequence++;
            record.Sequence = LastSequence;
        }

        while (true)
        {
            records = records[ring.Publish(records)..];
            if (ring.NeedsBell)
            {
                ControlRecord bell = new() { Kind = ControlKind.Bell };
                Send(bell, []);
            }

            if (records.IsEmpty)
            {
                return;
            }

            ring.AwaitRoom(RoomWaitNs);
            if (ring.Free == 0 && (EventCalls.WaitOne(_fd, EventCalls.In, 0) & (int)(EventCalls.HangUp | EventCalls.Error)) != 0)
            {
                ThrowEnded("ring", Errno.BrokenPipe);
            }
        }
    }

    /// <summary>First half of <see cref="OpenRing"/>.</summary>
    internal void AskForRing(int slots)
    {
        ControlRecord request = new() { Kind = ControlKind.RingRequest, Index = (uint)slots, V0 = RingLayout.Version };
        Send(request, []);
    }

    /// <summary>Second half of <see cref="OpenRing"/>.</summary>
    internal void TakeRing(int timeoutMs)
    {
        long deadline = Environment.TickCount64 + timeoutMs;
        while (Environment.TickCount64 < deadline)
        {
            if (EventCalls.WaitOne(_fd, EventCalls.In, RingWaitMs) == 0)
            {
                continue;
            }

            byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_in, 0);
            int length = DescriptorPassing.Receive(_fd, start, ReceiveBytes, out SafeFileHandle? file);
            using (file)
            {
                if (length < EngineProtocol.RecordBytes)
                {
                    ThrowEnded("recv", Errno.ConnectionReset);
                }

                ControlRecord record = MemoryMarshal.Read<ControlRecord>(_in);
                if (record.Kind is ControlKind.Refused or ControlKind.Rejected)
                {
                    throw new EngineClientException((RejectReason)record.Flags, $"the daemon offers no ring: {(RejectReason)record.Flags}");
                }

                if (record.Kind == ControlKind.Ring && file is not null)
                {
                    Ring = RingProducer.Map(file, (int)record.Index);
                    return;
                }
            }
        }

        throw new EngineClientException(RejectReason.None, $"engine socket {_path}: no ring within {timeoutMs} ms");
    }
}
