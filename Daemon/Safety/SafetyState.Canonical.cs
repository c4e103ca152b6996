namespace Basisd.Safety;

// Adds the canonical form: what the state hash is taken over and what a snapshot holds. The reader accepts exactly the bytes that the
// writer can write: a state that no sequence of inputs leads to is refused here, since the machine asserts that it never meets one.
public sealed partial class SafetyState
{
    /// <summary>Version of the canonical form.</summary>
    public const ushort FormatVersion = 1;

    /// <summary>Bound on cause numbers and DMM epochs in a canonical form; counting from 1, no run gets near it.</summary>
    public const long MaxNumber = 1L << 62;

    // Of an order on the platform the form is the one that it always was.
    private const byte PlatformContained = 1;
    private const byte ScopeContained = 2;

    /// <summary>Writes the canonical form.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.U16(FormatVersion);
        writer.I32(_modes.Length);
        for (int scope = 0; scope < _modes.Length; scope++)
        {
            writer.U8((byte)_modes[scope]);
            writer.U8(_stages[scope]);
            writer.I64(_since[scope]);
        }

        writer.I64(_nextCauseId);
        writer.I64(DmmEpoch);
        writer.I64(_systemicCauseId);
        writer.U8((byte)_systemicTrigger);
        writer.U8(!Contained ? (byte)0 : ContainedScope == Topology.Platform ? PlatformContained : ScopeContained);
        if (ContainedScope > Topology.Platform)
        {
            writer.I32(ContainedScope);
        }

        writer.I64(LastAt);
        Causes.Write(writer);
        Trips.Write(writer);
    }

    /// <summary>
    /// Reads the canonical form in place of whatever this state, of the same topology, held. After an exception the state is unusable.
    /// </summary>
    /// <exception cref="CanonicalFormatException">The bytes are not a state of this topology.</exception>
    public void Read(ref CanonicalReader reader)
    {
        ushort version = reader.U16();
        if (version != FormatVersion)
        {
            throw new CanonicalFormatException($"safety state has format {version}, this binary reads {FormatVersion}");
        }

        int scopes = reader.I32();
        if (scopes != _modes.Length)
        {
            throw new CanonicalFormatException($"the state has {scopes} scopes, the configuration {_modes.Length}");
        }

        for (int scope = 0; scope < scopes; scope++)
        {
            _modes[scope] = (Mode)reader.U8();
            _stages[scope] = reader.U8();
            _since[scope] = reader.I64();
        }

        _nextCauseId = reader.I64();
        DmmEpoch = reader.I64();
        _systemicCauseId = reader.I64();
        _systemicTrigger = (TriggerId)reader.U8();
        ContainedScope = ReadContained(ref reader, scopes);
        LastAt = reader.I64();
        Expect(_nextCauseId is >= 1 and <= MaxNumber, "the next cause number is out of range");
        Expect(LastAt >= 0, "core time is negative");
        Causes.Read(ref reader, _nextCauseId, LastAt);
        Trips.Read(ref reader, scopes, LastAt);
        CheckPlatform();
        for (int scope = 0; scope < scopes; scope++)
        {
            CheckScope(scope);
        }
    }

    private static int ReadContained(ref CanonicalReader reader, int scopes)
    {
        byte mark = reader.U8();
        Expect(mark <= ScopeContained, $"containment has the mark {mark}");
        if (mark != ScopeContained)
        {
            return mark == PlatformContained ? Topology.Platform : NoScope;
        }

        int scope = reader.I32();
        Expect(scope > Topology.Platform && scope < scopes, $"scope {scope} is contained, which cannot be");
        return scope;
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CanonicalFormatException(otherwise);
        }
    }

    private void CheckPlatform()
    {
        Mode mode = _modes[Topology.Platform];
        bool validating = mode == Mode.Recovery && _stages[Topology.Platform] == 0;
        Expect(DmmEpoch is >= 0 and <= MaxNumber, "the DMM epoch is out of range");
        Expect(DmmEpoch > 0 || mode == Mode.Normal, "the platform left NORMAL, but no DMM ever began");
        Expect(!Contained || mode == Mode.Dmm || validating, "containment is in force where no DMM is");
        bool named = _systemicCauseId > 0 && _systemicCauseId < _nextCauseId && TriggerNames.IsKnown((byte)_systemicTrigger);
        bool none = _systemicCauseId == 0 && _systemicTrigger == TriggerId.None;
        Expect(DmmEpoch > 0 ? named : none, "the cause of the DMM epoch is not one that can be");
    }

    // The mode of a scope is the maximum over its latched causes (SPEC 2); what a cause may be by itself, the cause table has checked.
    private void CheckScope(int scope)
    {
        Mode mode = _modes[scope];
        bool isPlatform = scope == Topology.Platform;
        byte lastStage = mode == Mode.Recovery ? (byte)PermissionMatrix.LastStage : (byte)0;
        bool exists = mode <= Mode.Dmm && mode != (isPlatform ? Mode.Bscb : Mode.Dmm) && _stages[scope] <= lastStage;
        Expect(exists, $"scope {scope} has mode {(int)mode}, stage {_stages[scope]}, which cannot be");
        Expect(_since[scope] >= 0 && _since[scope] <= LastAt, $"scope {scope} has its mode since {_since[scope]}, which cannot be");
        bool cleared = false;
        for (int slot = Causes.FirstOf(scope); slot >= 0; slot = Causes.NextOf(slot))
        {
            cleared |= Causes[slot].Status == CauseStatus.Cleared;
            Expect(DmmEpoch > 0 || !Causes[slot].Systemic, $"cause {Causes[slot].Id} is systemic, but no DMM ever began");
        }

        bool active = Causes.BindingActive(scope) != 0;
        bool fits = mode switch
        {
            Mode.Normal => !active && !cleared,
            Mode.Recovery => !active && (cleared || isPlatform),
            Mode.Bscb => active,
            _ => true,
        };
        Expect(fits, $"the mode {(int)mode} of scope {scope} is not the maximum over its causes");
    }
}
