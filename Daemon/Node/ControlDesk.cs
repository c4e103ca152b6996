using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// The controls (SPEC 8): takes orders of operators, acknowledgements of the engine and records of the venues, tells late commands again, and says
/// when an effect is verified. It orders rooms and holds no rule of its own; it loosens nothing, and while exposure is frozen it asks for neither a
/// cancellation nor a reduction.
/// </summary>
/// <remarks>
/// How each effect is read. Cancel all: at every venue of the scope that has a gateway a complete poll that began after the acknowledgement shows
/// no open order in the scope. Halt: such a poll shows no open order that the engine reported as new after the acknowledgement; what it promises
/// for later no record can show. Reduce: such a poll shows the position at the slice's target or nearer to zero. Limit: no record shows it. Where no
/// venue of the scope has a gateway, an acknowledged command counts as not readable.
/// A late command binds its scope (P2) until it is verified, or until a signed resumption withdraws it: no scope stays bound without a way out.
/// </remarks>
internal sealed partial class ControlDesk
{
    private const long Never = -1;
    private const int NoRoute = -1;

    private readonly DeskParts _parts;
    private readonly CoreSettings _settings;
    private readonly RiskControlTimeoutSettings _windows;
    private readonly ScopeReach _reach;
    private readonly EffectCheck _effects;
    private readonly PollTally _polls;
    private readonly ContainmentDesk _containment;
    private readonly TakeoverHold _hold;
    private readonly int[] _venueOfPosition;
    private readonly bool[] _readable;
    private readonly long[] _ids = new long[CommandBook.Capacity];
    private long _engineSeenAt = Never;

    /// <summary>Creates the desk.</summary>
    public ControlDesk(DeskParts parts, CoreSettings settings, TakeoverHold hold)
    {
        _hold = hold;
        _parts = parts;
        _settings = settings;
        _windows = settings.Triggers.RiskControlTimeout;
        _reach = new ScopeReach(parts.Topology);
        _effects = new EffectCheck(parts.State.Commands, parts.Topology.Venues.Length);
        _polls = new PollTally(parts.Topology.Venues.Length, parts.Topology.Routes.Length, parts.Topology.Positions.Length);
        _venueOfPosition = Array.ConvertAll(parts.Topology.Positions, p => p.Venue);
        _readable = new bool[parts.Topology.Venues.Length];
        _containment = new ContainmentDesk(parts, settings, this, _reach);
    }

    private CommandBook Book => _parts.State.Commands;

    /// <summary>
    /// An engine is there: from now on a command that nobody answers is a fault, before that there was nobody to answer. What was issued before is
    /// told to it now, so it has its time from now.
    /// </summary>
    public void OnEngine(long now) => _engineSeenAt = _engineSeenAt == Never ? now : _engineSeenAt;

    /// <summary>Whether a command may be told to an engine now.</summary>
    public bool IsTellable(in Command command) => command.IsOutstanding && IsPermitted(command.Kind, command.Scope) && IsUnheld(command);

    /// <summary>Whether no takeover stands between a command and the engine: what it denies waits, and is told when the engine is
    /// activated.</summary>
    public bool IsUnheld(in Command command) => !IsHeld(command.Kind, command.Scope);

    /// <summary>Whether the modes permit a kind of command on a scope: what DMM freezes, basisd does not ask for either (SPEC 3, note 1).</summary>
    public bool IsPermitted(CommandKind kind, int scope) => kind switch
    {
        CommandKind.CancelAll => IsAllowed(GateAction.Cancel, scope),
        CommandKind.Reduce => IsAllowed(GateAction.Reduce, scope),
        _ => true,
    };

    /// <summary>Why the latest order of an operator was not taken.</summary>
    public CommandRefusal Refusal { get; private set; }

    /// <summary>Whether an operator's order can be taken; what is refused leaves no trace in the journal.</summary>
    public bool Accepts(in NodeInput order, long now)
    {
        Refusal = Check(order, now);
        return Refusal == CommandRefusal.None;
    }

    private CommandRefusal Check(in NodeInput order, long now)
    {
        CommandKind kind = (CommandKind)order.Number;
        if (order.Number is not ((long)CommandKind.CancelAll or (long)CommandKind.Reduce or (long)CommandKind.Limit)
            || order.Scope < 0 || order.Scope >= _parts.Topology.Scopes.Length)
        {
            return CommandRefusal.Kind;
        }

        bool reduces = kind == CommandKind.Reduce;
        if (IsHeld(kind, order.Scope) || !IsPermitted(kind, order.Scope) || (reduces && !IsPermitted(CommandKind.CancelAll, order.Scope)))
        {
            return CommandRefusal.Frozen;
        }

        if (reduces)
        {
            return _containment.Check(order, now);
        }

        bool within = order.Argument0 is >= 0 and <= FixedPoint.MaxPrice && order.Argument1 is >= 0 and <= FixedPoint.MaxPrice;
        return !within ? CommandRefusal.Arguments : Book.HasRoom ? CommandRefusal.None : CommandRefusal.NoRoom;
    }

    /// <summary>Takes an operator's order that <see cref="Accepts"/> has passed.</summary>
    public StepResult Take(in NodeInput order, long now, Effects effects)
    {
        CommandKind kind = (CommandKind)order.Number;
        bool taken = kind == CommandKind.Reduce
            ? _containment.Begin(order.Scope, now, effects)
            : Order(new Command(0, kind, order.Scope, 0, 0, 0)
            {
                Argument0 = kind == CommandKind.Limit ? order.Argument0 : 0,
                Argument1 = kind == CommandKind.Limit ? order.Argument1 : 0,
                Origin = CommandOrigin.Operator,
            }, now, effects);
        return taken ? StepResult.Done : StepResult.Refused;
    }

    /// <summary>Issues a command.</summary>
    /// <returns>False if there is no room.</returns>
    public bool Order(in Command what, long now, Effects effects)
    {
        long within = WindowsOf(what.Kind).AcknowledgeNs;
        Command order = what with { Id = Book.NextId, IssuedAt = now, AnswerWithin = within, Deadline = now + within, Epoch = _parts.State.Epoch };
        return _parts.State.ApplyOrder(order, effects);
    }

    /// <summary>Takes the engine's word on a command.</summary>
    public void OnAcknowledgement(in Observation word, long now, Effects effects)
    {
        bool refused = word.V1 != 0;
        bool isKnown = Book.TryFind(word.V0, out Command command);
        if (!isKnown || (refused && command.Misses >= CommandBook.MostMisses)
            || !_parts.State.ApplyAcknowledgement(word.V0, refused, now, effects))
        {
            return;
        }

        (refused ? _parts.Counters.CommandsRefused : _parts.Counters.CommandsAcknowledged)[(int)command.Kind]++;
        if (refused)
        {
            // "Refused" is a miss at once: waiting would not make it "done".
            Miss(command, _parts.Triggers.RiskControlTimeout.OnRefused(command.Misses + 1), now, effects);
            return;
        }

        SettleUnreadable(word.V0, now, effects);
    }

    /// <summary>The engine reports an order.</summary>
    public void OnOrder(in Observation fact, long now)
    {
        if (fact.Kind == ObservationKind.OrderEvent && fact.V1 == 0)
        {
            _polls.Emitted(fact.V0, now);
        }
    }

    /// <summary>Takes a record of a venue's gateway.</summary>
    public void OnRecord(in VenueRecord record, long now, Effects effects)
    {
        switch (record.Kind)
        {
            case VenueRecordKind.PollBegin:
                _polls.Begin(record.Venue, record.Time, _venueOfPosition);
                break;
            case VenueRecordKind.OpenOrder:
                _polls.Order(record.Venue, record.Item, record.OrderId);
                break;
            case VenueRecordKind.Position when record.Item >= 0:
                _polls.Position(record.Item, record.Quantity);
                break;
            case VenueRecordKind.PollFailed:
                _polls.Fail(record.Venue);
                break;
            case VenueRecordKind.PollEnd when _polls.End(record.Venue, out long begunAt):
                OnPoll(record.Venue, begunAt, now, effects);
                break;
        }
    }

    /// <summary>A signed resumption was accepted: what is outstanding is withdrawn, and the scopes that late commands bound are let go.</summary>
    public void OnResumed(long now, Effects effects)
    {
        int count = Outstanding();
        for (int i = 0; i < count; i++)
        {
            if (!IsOwnership(Find(_ids[i]).Kind))
            {
                _parts.State.ApplyFinding(_ids[i], CommandFinding.Withdrawn, 0, now, effects);
            }
        }

        for (int scope = 0; scope < _parts.Topology.Scopes.Length; scope++)
        {
            if (scope != Topology.Platform && _parts.IsActive(scope, TriggerId.RiskControlTimeout))
            {
                _parts.Judge.Clear(scope, TriggerId.RiskControlTimeout, now, effects);
            }
        }
    }

    /// <summary>Time passed: what is frozen is withdrawn, late commands are told again, a containment goes on.</summary>
    public void Tick(long now, Effects effects)
    {
        int count = Outstanding();
        for (int i = 0; i < count; i++)
        {
            Command command = Find(_ids[i]);
            if (IsHeld(command.Kind, command.Scope))
            {
                continue;
            }

            if (command.IsOutstanding && !IsPermitted(command.Kind, command.Scope))
            {
                _parts.State.ApplyFinding(command.Id, CommandFinding.Withdrawn, 0, now, effects);
            }
            else if (command.IsOutstanding && command.AcknowledgedAt != 0)
            {
                SettleUnreadable(command.Id, now, effects);
            }

            command = Find(_ids[i]);
            if (command.IsOutstanding && _engineSeenAt != Never)
            {
                JudgeWindow(command, now, effects);
            }
        }

        _containment.Tick(now, effects);
    }

    /// <summary>Ends what a late command or a missing plan did to a scope, unless another one still holds it.</summary>
    public void Release(int scope, long now, Effects effects)
    {
        bool held = Book.IsLate(scope)
            || (_parts.State.Containment.Scope == scope && _parts.State.Containment.Constraint != ReductionConstraint.None);
        if (scope != Topology.Platform && !held && _parts.IsActive(scope, TriggerId.RiskControlTimeout))
        {
            _parts.Judge.Clear(scope, TriggerId.RiskControlTimeout, now, effects);
        }
    }

    /// <summary>Whether a late command binds a scope.</summary>
    public bool IsBound(int scope) => _parts.IsActive(scope, TriggerId.RiskControlTimeout);

    /// <summary>Whether a venue's records are read.</summary>
    public bool HasGateway(int venue) => _settings.HasGateway(venue);

    // The first miss is told to the engine again; the second one is the platform's (SPEC 5).
    private void Miss(in Command command, in Verdict verdict, long now, Effects effects)
    {
        if (!IsPermitted(command.Kind, command.Scope))
        {
            // Frozen meanwhile: a miss would tell it again.
            _parts.State.ApplyFinding(command.Id, CommandFinding.Withdrawn, 0, now, effects);
            return;
        }

        Command missed = _parts.State.ApplyMiss(command.Id, now, effects);
        _parts.Counters.CommandsMissed[(int)command.Kind]++;
        if (missed.Kind == CommandKind.Deactivate || (missed.Kind == CommandKind.Activate && missed.Misses == 1))
        {
            // Both are the platform's, where P2 is DMM already. An engine that does not stop has no gate; one that does not begin is told once more.
            return;
        }

        int scope = missed.Misses == 1 ? missed.Scope : Topology.Platform;
        _parts.Judge.Judge(scope, TriggerId.RiskControlTimeout, verdict, missed.Scope, now, effects);
    }

    private void JudgeWindow(in Command command, long now, Effects effects)
    {
        if (command.Misses >= CommandBook.MostMisses)
        {
            return;
        }

        bool effect = command.AcknowledgedAt != 0;
        CommandWindows windows = WindowsOf(command.Kind);
        long within = effect ? windows.EffectNs : windows.AcknowledgeNs;
        long waited = now - Math.Max(command.ToldAt, _engineSeenAt);
        if (waited > within)
        {
            Miss(command, _parts.Triggers.RiskControlTimeout.OnMissed(command.Misses + 1, waited, within, effect), now, effects);
        }
    }

    private CommandWindows WindowsOf(CommandKind kind) => kind switch
    {
        CommandKind.CancelAll => new CommandWindows(_windows.CancelAckNs, _windows.ZeroOrdersNs),
        CommandKind.Reduce => new CommandWindows(_windows.ReductionSliceNs, _windows.ReductionSliceNs),
        CommandKind.Limit or CommandKind.Activate or CommandKind.Deactivate => new CommandWindows(_windows.LimitAckNs, _windows.LimitAckNs),
        _ => new CommandWindows(_windows.HaltAckNs, _windows.ZeroOrdersNs),
    };

    private void OnPoll(int venue, long begunAt, long now, Effects effects)
    {
        for (int position = 0; position < _venueOfPosition.Length; position++)
        {
            if (_venueOfPosition[position] == venue)
            {
                _parts.Facts.NotePolled(position, _polls.QuantityOf(position), begunAt);
            }
        }

        int count = Outstanding();
        for (int i = 0; i < count; i++)
        {
            Command command = Find(_ids[i]);
            if (command.AcknowledgedAt == 0 || !FindReadable(command) || !_readable[venue])
            {
                continue;
            }

            if (command.Kind == CommandKind.Reduce)
            {
                _effects.OnPosition(command, venue, begunAt, _polls.QuantityOf((int)command.Argument1));
            }
            else
            {
                _effects.OnOrders(command, venue, begunAt, OrdersIn(command, venue));
            }

            if (_effects.IsShown(command, _readable, out int read)
                && _parts.State.ApplyFinding(command.Id, CommandFinding.Verified, read, now, effects))
            {
                _parts.Counters.CommandsVerified[(int)command.Kind]++;
                Release(command.Scope, now, effects);
            }
        }
    }

    private int OrdersIn(in Command command, int venue)
    {
        long after = command.Kind == CommandKind.Halt ? command.AcknowledgedAt : 0;
        int orders = _reach.MayBeIn(command.Scope) ? _polls.OrdersOf(venue, NoRoute, after) : 0;
        for (int route = 0; route < _parts.Topology.Routes.Length && orders == 0; route++)
        {
            orders += _reach.IsWholeVenue(command.Scope) || _reach.IsRouteIn(command.Scope, route) ? _polls.OrdersOf(venue, route, after) : 0;
        }

        return orders;
    }

    private void SettleUnreadable(long id, long now, Effects effects)
    {
        Command command = Find(id);
        if (!FindReadable(command) && _parts.State.ApplyFinding(id, CommandFinding.NotReadable, 0, now, effects))
        {
            Release(command.Scope, now, effects);
        }
    }

    // Which venues show the command's effect; none for a limit, which no record shows.
    private bool FindReadable(in Command command)
    {
        bool any = false;
        for (int venue = 0; venue < _readable.Length; venue++)
        {
            _readable[venue] = HasGateway(venue) && command.Kind switch
            {
                CommandKind.Limit or CommandKind.Activate or CommandKind.Deactivate => false,
                CommandKind.Reduce => _venueOfPosition[command.Argument1] == venue,
                _ => _reach.IsVenueIn(command.Scope, venue),
            };
            any |= _readable[venue];
        }

        return any;
    }

    private Command Find(long id) => Book.TryFind(id, out Command command) ? command : default;

    // The book changes while its commands are judged: a missed one may halt the platform, and that issues another.
    private int Outstanding()
    {
        int count = 0;
        foreach (ref readonly Command command in Book.Items)
        {
            if (command.IsOutstanding)
            {
                _ids[count++] = command.Id;
            }
        }

        return count;
    }
}
