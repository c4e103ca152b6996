using System;
using System.Security.Cryptography;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// Everything that the journal rebuilds, and that the state hash covers: safety state, incidents, commands, ledger, the engine's latest
/// commit. Primary entries are applied here and nowhere else; what follows from them (transitions, commands, incidents) is derived here,
/// so a replay derives the same bytes. Holds no window of any trigger and never looks at one.
/// </summary>
public sealed partial class DurableState
{
    /// <summary>
    /// Version of the form in snapshots; 1 had of commands only what <see cref="CommandBook.Write"/> writes, 2 neither files
    /// of incidents nor notices. One with anything of a cluster has one more.
    /// </summary>
    public const ushort FormatVersion = 3;

    // The state hash is in the journal for ever, so its form grows only by what a state of the older form does not have.
    private const ushort HashFormat = 1;

    private readonly Topology _topology;
    private readonly TransitionList _moves = new();
    private readonly CanonicalWriter _canonical = new(64 * 1024);
    private readonly byte[] _hash = new byte[EntryCodec.HashBytes];

    /// <summary>Creates the state of a node on which nothing has happened.</summary>
    public DurableState(Topology topology, int requiredSignatures)
    {
        _topology = topology;
        Safety = new SafetyState(topology, requiredSignatures);
        Ledger = new LedgerBook(topology.Routes.Length);
        Records = new RecordBook(topology);
        RecordDesk = new RecordDesk(Records);
        ConfirmedAt = new long[topology.Assets.Length];
        Notices = new NoticeOutbox(topology.Scopes.Length);
        Takeover = new TakeoverBook(topology.Venues.Length);
    }

    /// <summary>Hears of transitions before they are hashed; null while the journal is replayed.</summary>
    public IMoveListener? Listener { get; set; }

    /// <summary>The safety state machine.</summary>
    public SafetyState Safety { get; }

    /// <summary>The incident of the episode.</summary>
    public IncidentBook Incidents { get; } = new();

    /// <summary>Commands to the engine.</summary>
    public CommandBook Commands { get; } = new();

    /// <summary>Latest balance pairs.</summary>
    public LedgerBook Ledger { get; }

    /// <summary>What the venues' gateways listed, beside what the engine reported.</summary>
    public RecordBook Records { get; }

    /// <summary>The way into <see cref="Records"/>.</summary>
    public RecordDesk RecordDesk { get; }

    /// <summary>The engine's latest commit.</summary>
    public CommitStore Commits { get; } = new();

    /// <summary>Core time per asset at which a transfer was last seen confirmed, Unix nanoseconds; criterion 5 of a resumption.</summary>
    public long[] ConfirmedAt { get; }

    /// <summary>Number of kept observations in the journal.</summary>
    public long Facts { get; private set; }

    /// <summary>Applies a safety input, appends its entry and everything that follows from it.</summary>
    public SafetyOutcome Apply(in SafetyInput input, Effects effects)
    {
        Mode platformBefore = Safety.ModeOf(Topology.Platform);
        SafetyOutcome outcome = Safety.Step(input, _moves);
        if (outcome != SafetyOutcome.Applied)
        {
            return outcome;
        }

        Listener?.Moved(_moves, effects);
        int offset = effects.Payloads.Length;
        EntryCodec.Write(effects.Payloads, input);
        effects.Append(EntryKind.Safety, offset);
        DeriveCommand(platformBefore, input.At, effects);
        DeriveIncident(input.At, effects);
        if (_moves.Count > 0)
        {
            ReadOnlySpan<byte> hash = Hash();
            foreach (ref readonly Transition move in _moves.Items)
            {
                effects.Moved(move);
                offset = effects.Payloads.Length;
                EntryCodec.Write(effects.Payloads, move);
                effects.Payloads.Raw(hash);
                effects.Append(EntryKind.Transition, offset);
            }
        }

        return outcome;
    }

    /// <summary>Notes a kept observation and appends its entry.</summary>
    public void ApplyFact(in Observation observation, long at, Effects effects)
    {
        NoteFact(observation, at);
        int offset = effects.Payloads.Length;
        EntryCodec.Write(effects.Payloads, observation, at);
        effects.Append(EntryKind.Fact, offset);
        RecordDesk.AppendRaised(at, effects);
    }

    /// <summary>Notes that a window of a command was missed, and tells it to the engine once more after the first miss.</summary>
    /// <returns>The command as it is now.</returns>
    public Command ApplyMiss(long command, long at, Effects effects)
    {
        Command missed = Commands.Miss(command, at);
        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(command);
        effects.Append(EntryKind.CommandMissed, offset);
        if (missed.Misses == 1)
        {
            effects.Issue(missed);
        }

        return missed;
    }

    /// <summary>Takes a part of an engine commit and appends its entry.</summary>
    /// <returns>False if the part does not continue a commit; nothing is appended then.</returns>
    public bool ApplyCommit(long id, int start, int total, ReadOnlySpan<byte> part, long at, Effects effects)
    {
        if (!Commits.TryTake(id, start, total, part))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(id);
        effects.Payloads.I32(start);
        effects.Payloads.I32(total);
        effects.Payloads.Bytes(part);
        effects.Append(EntryKind.EngineCommit, offset);
        return true;
    }

    /// <summary>
    /// Applies a primary entry that is in the journal already; what it derives goes to <paramref name="effects"/> behind its own entry.
    /// </summary>
    /// <returns>False if the entry does not fit the state: the journal contradicts itself.</returns>
    /// <exception cref="CanonicalFormatException">The payload is damaged or of a newer version.</exception>
    public bool Replay(EntryKind kind, ReadOnlySpan<byte> payload, Effects effects)
    {
        CanonicalReader reader = new(payload);
        switch (kind)
        {
            case EntryKind.Safety:
                SafetyInput input = EntryCodec.ReadSafety(ref reader);
                return Apply(input, effects) == SafetyOutcome.Applied;
            case EntryKind.Fact:
                Observation fact = EntryCodec.ReadFact(ref reader, out long at);
                ApplyFact(fact, at, effects);
                return true;
            case EntryKind.VenueRecord or EntryKind.Difference: return RecordDesk.Replay(kind, ref reader, effects);
            case EntryKind.CommandAcknowledged:
                return ReplayAcknowledgement(ref reader);
            case EntryKind.CommandMissed:
                EntryCodec.CheckVersion(ref reader);
                at = reader.I64();
                return Commands.Miss(reader.I64(), at).Id != 0;
            case EntryKind.CommandOrdered or EntryKind.CommandVerified or EntryKind.Containment:
                return ReplayControl(kind, ref reader);
            case EntryKind.Takeover or EntryKind.TakeoverReconciled or EntryKind.ClusterDmm or EntryKind.ClusterResumed:
                return ReplayCluster(kind, ref reader);
            case EntryKind.IncidentRecord: return ReplayIncident(ref reader);
            case EntryKind.NoticeQueued or EntryKind.NoticeSettled: return ReplayNotice(kind, ref reader);
            case EntryKind.EngineCommit:
                EntryCodec.CheckVersion(ref reader);
                reader.I64();
                return Commits.TryTake(reader.I64(), reader.I32(), reader.I32(), reader.Bytes());
            case EntryKind.Started:
                EntryCodec.CheckVersion(ref reader);
                reader.I64();
                CheckTopology(ref reader, _topology);
                return true;
            default:
                return true;
        }
    }

    /// <summary>Refuses what was written under another topology: its indexes would name other scopes.</summary>
    /// <exception cref="CanonicalFormatException">Another topology.</exception>
    public static void CheckTopology(ref CanonicalReader reader, Topology topology)
    {
        if (!reader.Raw(topology.Fingerprint.Length).SequenceEqual(topology.Fingerprint))
        {
            throw new CanonicalFormatException(
                "it was written with other scopes, venues, assets or markets than the configuration names; start with that configuration, "
                + "or begin a new state directory");
        }
    }

    /// <summary>SHA-256 of the canonical form. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Hash()
    {
        _canonical.Clear();
        WriteWithout(_canonical, HashFormat);
        WriteControlsIfAny(_canonical);
        WriteRegisterIfAny(_canonical);
        Commits.WriteDigest(_canonical);
        Records.WriteDigest(_canonical);
        WriteNoticesIfAny(_canonical);
        WriteClusterIfAny(_canonical);
        SHA256.HashData(_canonical.Written, _hash);
        return _hash;
    }

    /// <summary>Writes everything, the commit's bytes included.</summary>
    public void Write(CanonicalWriter writer)
    {
        WriteWithout(writer, HasCluster ? ClusterFormat : FormatVersion);
        WriteControls(writer);
        Register.Write(writer);
        Commits.Write(writer);
        Records.Write(writer);
        Notices.Write(writer);
        WriteCluster(writer);
    }

    /// <summary>Reads everything into a fresh state of the same topology.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="snapshot">Version of the snapshot; before 4 there were no records of gateways.</param>
    /// <exception cref="CanonicalFormatException">The bytes are of another format or topology.</exception>
    public void Read(ref CanonicalReader reader, ushort snapshot = NodeCore.SnapshotVersion)
    {
        ushort version = reader.U16();
        if (version is 0 or > ClusterFormat)
        {
            throw new CanonicalFormatException($"the state has format {version}, this binary reads 1 to {ClusterFormat}");
        }

        Safety.Read(ref reader);
        Incidents.Read(ref reader);
        Commands.Read(ref reader);
        Ledger.Read(ref reader);
        if (reader.I32() != ConfirmedAt.Length)
        {
            throw new CanonicalFormatException("the state is of another number of assets");
        }

        for (int asset = 0; asset < ConfirmedAt.Length; asset++)
        {
            ConfirmedAt[asset] = reader.I64();
        }

        Facts = reader.I64();
        if (version > 1)
        {
            ReadControls(ref reader);
        }

        ReadRegister(ref reader, version);

        Commits.Read(ref reader);
        if (snapshot > 3)
        {
            Records.Read(ref reader);
        }

        if (version > 2)
        {
            Notices.Read(ref reader);
        }

        if (version > FormatVersion)
        {
            ReadCluster(ref reader);
        }
    }

    private void NoteFact(in Observation observation, long at)
    {
        Facts++;
        RecordDesk.Note(observation, at);
        int index = (int)observation.Index;
        if (observation.Kind == ObservationKind.BalancePair)
        {
            Ledger.Set(index, observation.V0, observation.V1, observation.V2);
        }
        else if (observation.Kind == ObservationKind.Confirmation && observation.V1 == 0)
        {
            ConfirmedAt[_topology.Routes[index].Asset] = at;
        }
    }

    private void DeriveCommand(Mode platformBefore, long at, Effects effects)
    {
        if (platformBefore == Mode.Dmm || Safety.ModeOf(Topology.Platform) != Mode.Dmm)
        {
            return;
        }

        Command halt = Commands.Issue(CommandKind.Halt, Topology.Platform, at, Epoch);
        int offset = effects.Payloads.Length;
        EntryCodec.Write(effects.Payloads, halt);
        effects.Append(EntryKind.CommandIssued, offset);
        effects.Issue(halt);
    }

    private void DeriveIncident(long at, Effects effects)
    {
        bool any = false;
        Severity worst = Severity.Low;
        for (int scope = 0; scope < Safety.ScopeCount && !any; scope++)
        {
            any = Safety.ModeOf(scope) != Mode.Normal;
        }

        for (int slot = 0; slot < Safety.Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref Safety.Causes[slot];
            worst = cause.Status != CauseStatus.Free && cause.Severity < worst ? cause.Severity : worst;
        }

        IncidentChange change = Incidents.Follow(any, worst, at);
        FollowIncident(change, at);
        if (change != IncidentChange.None)
        {
            int offset = effects.Payloads.Length;
            EntryCodec.Write(effects.Payloads, change, Incidents, at);
            effects.Append(EntryKind.Incident, offset);
        }
    }

    private void WriteWithout(CanonicalWriter writer, ushort format)
    {
        writer.U16(format);
        Safety.Write(writer);
        Incidents.Write(writer);
        Commands.Write(writer);
        Ledger.Write(writer);
        writer.I32(ConfirmedAt.Length);
        foreach (long at in ConfirmedAt)
        {
            writer.I64(at);
        }

        writer.I64(Facts);
    }
}
