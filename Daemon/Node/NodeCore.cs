using System;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// The whole node as one function: <c>Step(input) → effects</c>. It orders the rooms and holds no rule of its own. Time is in the input
/// it does no I/O, allocates nothing per observation, and is owned by one thread. The caller publishes what is tightened, appends
/// the entries, tells <see cref="Appended"/>, and after the commit takes from <see cref="TryTakeLoosened"/> (R-2.4).
/// </summary>
public sealed partial class NodeCore : IMoveListener
{
    /// <summary>
    /// Version of the snapshot form; 1 had neither verdicts of items that share a scope nor holds, 2 none that share the platform, 3 no records of
    /// venues' gateways, and of commands only their acknowledgements, 4 neither files of incidents nor notices.
    /// </summary>
    public const ushort SnapshotVersion = 5;

    private readonly CoreSettings _settings;
    private readonly InputMap _map;
    private readonly DeskParts _parts;
    private readonly ObservationDesk _desk;
    private readonly PermissionDesk _permissions;
    private readonly TakeoverDesk _takeover;
    private readonly RecoveryDriver _recovery;
    private readonly ObservationAges _ages;
    private long _second;
    private bool _started;

    /// <summary>Creates a node on which nothing has happened.</summary>
    public NodeCore(Topology topology, CoreSettings settings)
    {
        Topology = topology;
        _settings = settings;
        _ages = new ObservationAges(settings);
        State = new DurableState(topology, settings.RequiredSignatures);
        Triggers = new TriggerCatalogue(topology, settings.Triggers);
        Health = new VenueHealth(topology.Venues.Length);
        Gate = new GateTargets(topology.Scopes.Length);
        _map = new InputMap(topology, settings, Triggers.Inputs);
        Inputs = new InputWatch(_map.Bindings, topology.Scopes.Length);
        foreach (InputBinding binding in _map.Bindings)
        {
            Triggers.InputStale.Define(binding.Input, binding.MaxAgeNs);
        }

        Judge = new CauseJudge(State, settings.Triggers, Triggers.PersistentTriggers, Counters);
        Reconciler = new Reconciler(topology, State.Records, settings.ReconcilerOf(topology));
        _parts = new DeskParts(topology, Triggers, State, Health, _map, Inputs, Judge, Counters, Reconciler);
        TakeoverHold hold = new(topology, State, settings);
        Controls = new ControlDesk(_parts, settings, hold);
        Incidents = new IncidentDesk(State);
        _desk = new ObservationDesk(_parts, Controls);
        _permissions = new PermissionDesk(topology, settings, State.Safety, Inputs, Gate, hold);
        _takeover = new TakeoverDesk(_parts, Controls, _permissions, settings.Without);
        _recovery = new RecoveryDriver(topology, State, Health, Inputs, Gate, Reconciler, settings.StageDwellNs);
    }

    /// <summary>The names.</summary>
    public Topology Topology { get; }

    /// <summary>What the journal rebuilds.</summary>
    public DurableState State { get; }

    /// <summary>The evaluators with their windows.</summary>
    public TriggerCatalogue Triggers { get; }

    /// <summary>The venue pool.</summary>
    public VenueHealth Health { get; }

    /// <summary>Our records against the venues'.</summary>
    public Reconciler Reconciler { get; }

    /// <summary>What the gate shows.</summary>
    public GateTargets Gate { get; }

    /// <summary>The required inputs.</summary>
    public InputWatch Inputs { get; }

    /// <summary>Holds and clears causes.</summary>
    public CauseJudge Judge { get; }

    /// <summary>What the planners work from.</summary>
    public PlanFacts Facts => _parts.Facts;

    /// <summary>Positions as the planner of reductions takes them.</summary>
    public PositionFacts PositionFacts => _parts.PositionFacts;

    /// <summary>What was counted.</summary>
    public NodeCounters Counters { get; } = new();

    /// <summary>Commands to the engine and their effects.</summary>
    internal ControlDesk Controls { get; }

    /// <summary>The work on incidents.</summary>
    internal IncidentDesk Incidents { get; }

    /// <summary>Core time of the latest input, Unix nanoseconds.</summary>
    public long Now { get; private set; }

    /// <summary>Takes one input. <paramref name="effects"/> is cleared first.</summary>
    public StepResult Step(in NodeInput input, Effects effects)
    {
        effects.Clear();

        // Core time never goes back, whatever the caller's clock does.
        Now = Math.Max(Math.Max(Now, input.Now), State.Safety.LastAt);
        if (!_started)
        {
            _started = true;
            State.Listener = this;
            _permissions.PublishAll(effects);
        }

        // A takeover comes before everything: what grew old meanwhile is judged under it (SPEC 12).
        if (input.Kind != NodeInputKind.Takeover)
        {
            EndSeconds(effects);
        }

        StepResult result = Dispatch(input, effects);
        TellOutside(input.Kind, effects);
        return result;
    }

    /// <inheritdoc/>
    void IMoveListener.Moved(TransitionList moves, Effects effects)
    {
        foreach (ref readonly Transition move in moves.Items)
        {
            Counters.Transitions[(int)move.To]++;
            _permissions.Publish(move.Scope, moved: true, effects);
        }

        NoteDmm(moves, effects);
        _permissions.FollowContainment(effects);
    }

    /// <summary>Tells under which journal sequence the last entry of the latest step stands.</summary>
    public void Appended(ulong lastSequence) => Gate.Appended(lastSequence);

    /// <summary>Takes the next gate word that may be loosened now that the journal is durable up to a sequence.</summary>
    /// <returns>False when none is left.</returns>
    public bool TryTakeLoosened(ulong committed, out GateWrite write) => _permissions.TryTakeLoosened(committed, out write);

    /// <summary>The checks of a scope's recovery that hold now.</summary>
    public RecoveryChecks ChecksOf(int scope) => _recovery.ChecksOf(scope, Now);

    /// <summary>The resumption criteria that the node can establish itself (SPEC 7).</summary>
    public ResumptionCriteria OwnCriteria()
    {
        ResumptionCriteria criteria = ResumptionCriteria.None;
        bool healthy = true;
        for (int scope = 1; scope < State.Safety.ScopeCount; scope++)
        {
            // A late command lets its scope go by this very signature, if not before.
            int late = Controls.IsBound(scope) ? 1 : 0;
            healthy &= State.Safety.Causes.BindingActive(scope) == late && Inputs.IsFresh(scope, Now);
        }

        criteria |= healthy ? ResumptionCriteria.DependenciesHealthy : ResumptionCriteria.None;
        criteria |= _recovery.IsLedgerClean(Topology.Platform, Now) ? ResumptionCriteria.LedgerReconciled : ResumptionCriteria.None;
        bool verified = Array.TrueForAll(Topology.Assets, IsWithdrawalVerified);
        return criteria | (verified ? ResumptionCriteria.WithdrawalsVerified : ResumptionCriteria.None);
    }

    /// <summary>
    /// Whether a transfer of the asset was confirmed since the platform's latest transition (SPEC 7, criterion 5). An asset without a route
    /// has no withdrawal path, and nothing that could ever confirm one.
    /// </summary>
    public bool IsWithdrawalVerified(Asset asset)
    {
        bool routed = false;
        foreach (Route route in Topology.Routes)
        {
            routed |= route.Asset == asset.Index;
        }

        return !routed || State.ConfirmedAt[asset.Index] > State.Safety.SinceOf(Topology.Platform);
    }

    /// <summary>Writes the whole node: durable state, windows, venue counts.</summary>
    public void WriteSnapshot(CanonicalWriter writer)
    {
        writer.U16(SnapshotVersion);
        writer.Raw(Topology.Fingerprint);
        State.Write(writer);
        writer.I64(Now);
        Health.Write(writer);
        Triggers.Write(writer);
        _desk.Write(writer);
        Judge.Write(writer);
        Reconciler.Write(writer);
    }

    /// <summary>Reads a snapshot into a fresh node of the same topology.</summary>
    /// <exception cref="CanonicalFormatException">The bytes are of another format or topology.</exception>
    public void ReadSnapshot(ReadOnlySpan<byte> snapshot)
    {
        CanonicalReader reader = new(snapshot);
        ushort version = reader.U16();
        if (version is 0 or > SnapshotVersion)
        {
            throw new CanonicalFormatException($"the snapshot has format {version}, this binary reads 1 to {SnapshotVersion}");
        }

        DurableState.CheckTopology(ref reader, Topology);
        State.Read(ref reader, version);
        Now = reader.I64();

        // The seconds before are in the windows already: a start within the same second must not end them twice.
        _second = Now / FixedPoint.Second;
        Health.Read(ref reader);
        Triggers.Read(ref reader);
        if (version > 1)
        {
            _desk.Read(ref reader, version);
            Judge.Read(ref reader);
        }

        if (version > 3)
        {
            Reconciler.Read(ref reader);
        }

        reader.End();

        // After a restart every input counts as not yet seen, whatever the snapshot remembers.
        Triggers.InputStale.AwaitAll();
    }

    private StepResult Dispatch(in NodeInput input, Effects effects)
    {
        switch (input.Kind)
        {
            case NodeInputKind.Tick: Tick(effects); return StepResult.Done;
            case NodeInputKind.Observation: return Observe(input.Observation, effects);
            case NodeInputKind.VenueRecord: return TakeRecord(input.Record, effects);
            case NodeInputKind.Explain: return Explain(input, effects);
            case NodeInputKind.EngineCommit:
                bool taken = State.ApplyCommit(input.Number, input.Start, input.Total, input.Text, Now, effects);
                return taken ? StepResult.Done : StepResult.Refused;
            case NodeInputKind.Halt:
                NoteAct(input, effects);
                return ResultOf(Judge.Latch(Topology.Platform, TriggerId.OperatorHalt, Severity.Critical, default, Now, effects));
            case NodeInputKind.Pause:
                if (input.Scope == Topology.Platform)
                {
                    return StepResult.Refused;
                }

                NoteAct(input, effects);
                return ResultOf(Judge.Latch(input.Scope, TriggerId.OperatorPause, Severity.High, default, Now, effects));
            case NodeInputKind.Lift:
                NoteAct(input, effects);
                bool lifts = input.Scope != Topology.Platform;
                return lifts ? ResultOf(Judge.Clear(input.Scope, TriggerId.OperatorPause, Now, effects)) : StepResult.Refused;
            case NodeInputKind.IntegrityFault:
                NoteAct(input, effects);
                Evidence code = new(input.Number, 0, 0);
                return ResultOf(Judge.Latch(Topology.Platform, TriggerId.StateIntegrityFault, Severity.Critical, code, Now, effects));
            case NodeInputKind.Resume: return Resume(input, effects);
            case NodeInputKind.Contain: return Contain(input, effects);
            case NodeInputKind.Statement:
                TriggerId stated = input.Number is > 0 and < TriggerNames.Limit ? (TriggerId)input.Number : TriggerId.None;
                if (!PlatformDesk.IsStated(stated))
                {
                    return StepResult.Refused;
                }

                NoteAct(input, effects);
                return ResultOf(_desk.Platform.OnStatement(stated, Now, effects));
            case NodeInputKind.SignatureRefused or NodeInputKind.Attestation
                or NodeInputKind.PeerSeen or NodeInputKind.PeerLeft or NodeInputKind.SlotSeen:
                return Tell(input, effects);
            case NodeInputKind.Command: return Order(input, effects);
            case NodeInputKind.IncidentRecord: return Record(input, effects);
            case NodeInputKind.RecordRefused: return Note(EntryKind.RecordRefused, input, effects);
            case NodeInputKind.Start: return NoteStart(input, effects);
            case NodeInputKind.Takeover: return _takeover.Begin(input, Now, effects);
            case NodeInputKind.Deactivate: return _takeover.Release(Now, effects);
            case NodeInputKind.ClusterDmm: return EnterClusterDmm(input, effects);
            case NodeInputKind.ClusterResume: return LeaveClusterDmm(input, effects);
            case NodeInputKind.NoticeSettled: return Settle(input, effects);
            default: throw new ArgumentOutOfRangeException(nameof(input));
        }
    }

    private StepResult Tell(in NodeInput input, Effects effects)
    {
        switch (input.Kind)
        {
            case NodeInputKind.SignatureRefused: Refuse(input, effects); break;
            case NodeInputKind.Attestation: Attest(input, effects); break;
            case NodeInputKind.PeerSeen when input.Number >= 0 && input.Number < Topology.Peers.Length:
                _desk.Platform.OnPeer((int)input.Number, Now);
                break;
            case NodeInputKind.PeerLeft when input.Number >= 0 && input.Number < Topology.Peers.Length:
                _desk.Platform.OnPeerLeft((int)input.Number);
                break;
            case NodeInputKind.SlotSeen: _desk.Platform.OnSlot(input.Number == 1, Now); break;
            default: return StepResult.Refused;
        }

        return StepResult.Done;
    }

    private StepResult Observe(in Observation observation, Effects effects)
    {
        if (_ages.IsLate(observation, Now))
        {
            Counters.Late[(int)observation.Kind]++;
            return StepResult.Late;
        }

        bool firstSeen;
        try
        {
            firstSeen = _desk.Take(observation, Now, effects);
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException or IndexOutOfRangeException or ArgumentException)
        {
            // An evaluator that throws is itself a trip; the node goes on, closed.
            FaultOf((long)observation.Kind, effects);
            return StepResult.Refused;
        }

        _takeover.OnEngine(observation, Now);
        if (firstSeen)
        {
            _permissions.OpenSeen(Now, effects);
        }

        return StepResult.Done;
    }

    private void EndSeconds(Effects effects)
    {
        long second = Now / FixedPoint.Second;
        if (second <= _second)
        {
            return;
        }

        // One call however many seconds went by: the evaluators see the jump in the number and mark the gap.
        long ended = second - 1;
        _second = second;
        try
        {
            _desk.EndSecond(ended, Now, effects);
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException or IndexOutOfRangeException or ArgumentException)
        {
            FaultOf(0, effects);
        }

        _recovery.Drive(Now, effects);
    }

    private void FaultOf(long code, Effects effects)
    {
        Counters.EvaluatorFaults++;
        Judge.Latch(Topology.Platform, TriggerId.StateIntegrityFault, Severity.Critical, new Evidence(code, 0, 0), Now, effects);
    }

    private void NoteAct(in NodeInput input, Effects effects) => Note(EntryKind.OperatorAct, input, effects);

    private StepResult NoteStart(in NodeInput input, Effects effects)
    {
        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(Now);
        effects.Payloads.Raw(Topology.Fingerprint);
        effects.Payloads.Bytes(input.Text);
        effects.Append(EntryKind.Started, offset);
        _desk.Ledger.Start(Now, effects);
        return StepResult.Done;
    }

    private StepResult Note(EntryKind kind, in NodeInput input, Effects effects)
    {
        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(Now);
        effects.Payloads.U8((byte)input.Kind);
        effects.Payloads.I32(input.Scope);
        effects.Payloads.I64(input.Number);
        effects.Payloads.I32(unchecked((int)input.Uid));
        effects.Payloads.Bytes(input.Text);
        effects.Append(kind, offset);
        return StepResult.Done;
    }
}
