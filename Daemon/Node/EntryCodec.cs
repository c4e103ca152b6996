using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// Payloads of journal entries: canonical bytes, each with a version of its own as the first byte so that a newer binary reads them all.
/// </summary>
public static class EntryCodec
{
    /// <summary>Version of every payload that this binary writes.</summary>
    public const byte Version = 2;

    /// <summary>Longest operator's text, bytes of UTF-8.</summary>
    public const int MaxText = 1024;

    /// <summary>Bytes of the state hash.</summary>
    public const int HashBytes = 32;

    /// <summary>Writes a safety input.</summary>
    public static void Write(CanonicalWriter to, in SafetyInput input)
    {
        to.U8(Version);
        to.U8((byte)input.Kind);
        to.I64(input.At);
        to.I32(input.Scope);
        to.U8((byte)input.Trigger);
        to.U8((byte)input.Severity);
        to.Bool(input.Unclassified);
        to.I32(input.Origin);
        Write(to, input.Evidence);
        to.U8(input.Stage);
        to.U8((byte)input.Checks);
        to.U8((byte)input.Criteria);
        to.I64(input.DmmEpoch);
        to.I32(input.Signatures);
    }

    /// <summary>Reads a safety input.</summary>
    /// <exception cref="CanonicalFormatException">Another version or length.</exception>
    public static SafetyInput ReadSafety(ref CanonicalReader from)
    {
        CheckVersion(ref from);
        return new SafetyInput
        {
            Kind = (SafetyInputKind)from.U8(),
            At = from.I64(),
            Scope = from.I32(),
            Trigger = (TriggerId)from.U8(),
            Severity = (Severity)from.U8(),
            Unclassified = from.Bool(),
            Origin = from.I32(),
            Evidence = ReadEvidence(ref from),
            Stage = from.U8(),
            Checks = (RecoveryChecks)from.U8(),
            Criteria = (ResumptionCriteria)from.U8(),
            DmmEpoch = from.I64(),
            Signatures = from.I32(),
        };
    }

    /// <summary>Writes a transition; the 32 bytes of the state hash follow it.</summary>
    public static void Write(CanonicalWriter to, in Transition transition)
    {
        to.U8(Version);
        to.I64(transition.At);
        to.I32(transition.Scope);
        to.U8((byte)transition.From);
        to.U8(transition.FromStage);
        to.U8((byte)transition.To);
        to.U8(transition.ToStage);
        to.I64(transition.CauseId);
        to.U8((byte)transition.Trigger);
        Write(to, transition.Evidence);
    }

    /// <summary>Reads a transition up to its state hash.</summary>
    /// <exception cref="CanonicalFormatException">Another version or length.</exception>
    public static Transition ReadTransition(ref CanonicalReader from)
    {
        CheckVersion(ref from);
        return new Transition(
            from.I64(), from.I32(), (Mode)from.U8(), from.U8(), (Mode)from.U8(), from.U8(), from.I64(), (TriggerId)from.U8(), ReadEvidence(ref from));
    }

    /// <summary>Writes an observation that is kept, with the core time at which it was taken.</summary>
    public static void Write(CanonicalWriter to, in Observation observation, long at)
    {
        to.U8(Version);
        to.I64(at);
        to.U16((ushort)observation.Kind);
        to.I32((int)observation.Index);
        to.I64(observation.SourceTime);
        to.I64(observation.V0);
        to.I64(observation.V1);
        to.I64(observation.V2);
        to.I64(observation.V3);
    }

    /// <summary>Reads a kept observation.</summary>
    /// <exception cref="CanonicalFormatException">Another version or length.</exception>
    public static Observation ReadFact(ref CanonicalReader from, out long at)
    {
        CheckVersion(ref from);
        at = from.I64();
        return new Observation
        {
            Kind = (ObservationKind)from.U16(),
            Index = (uint)from.I32(),
            SourceTime = from.I64(),
            V0 = from.I64(),
            V1 = from.I64(),
            V2 = from.I64(),
            V3 = from.I64(),
        };
    }

    /// <summary>Writes a command.</summary>
    public static void Write(CanonicalWriter to, in Command command)
    {
        to.U8(Version);
        to.I64(command.Id);
        to.U8((byte)command.Kind);
        to.I32(command.Scope);
        to.I64(command.IssuedAt);
        to.I64(command.Deadline);
    }

    /// <summary>Writes what happened to an incident.</summary>
    public static void Write(CanonicalWriter to, IncidentChange change, IncidentBook book, long at)
    {
        to.U8(Version);
        to.I64(at);
        to.U8((byte)change);
        to.I64(book.LatestId);
        to.U8((byte)book.Severity);
    }

    /// <summary>Refuses payloads of a version that this binary does not know.</summary>
    /// <exception cref="CanonicalFormatException">Another version.</exception>
    public static void CheckVersion(ref CanonicalReader from)
    {
        byte version = from.U8();
        if (version != Version)
        {
            throw new CanonicalFormatException($"entry has version {version}, this binary reads {Version}");
        }
    }

    /// <summary>Writes what a trigger measured.</summary>
    public static void Write(CanonicalWriter to, Evidence evidence)
    {
        to.I64(evidence.Measured);
        to.I64(evidence.Threshold);
        to.I64(evidence.WindowNs);
        to.U8((byte)evidence.Measure);
        to.I32(evidence.Subject);
    }

    /// <summary>Reads what a trigger measured.</summary>
    public static Evidence ReadEvidence(ref CanonicalReader from) =>
        new(from.I64(), from.I64(), from.I64(), (Measure)from.U8(), from.I32());
}
