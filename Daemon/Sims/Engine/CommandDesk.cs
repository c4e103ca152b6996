using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Sims.Book;

namespace Basisd.Sims.Engine;

/// <summary>
/// Executes the daemon's commands and acknowledges each when it is done, not before. One that comes again while it is under way is not begun
/// again; one that comes again when it is done is acknowledged again. Nothing of this must survive a kill: the orders of a command carry its
/// id, so the venue refuses to repeat them. A lower epoch than the highest seen is refused.
/// </summary>
internal sealed class CommandDesk
{
    private const int Attempts = 40;
    private const int PauseMs = 250;
    private const int DoneKept = 1_024;

    private readonly EngineLink _link;
    private readonly IReadOnlyList<VenueTrader> _traders;
    private readonly TradeRules _rules;
    private readonly MisbehaviourList _wrong;
    private readonly SimEngineOptions _options;
    private readonly Ownership _ownership;
    private readonly Func<Tenure, Task<string?>> _enter;
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<long, bool> _isDone = new();
    private readonly ConcurrentQueue<long> _done = new();
    private long _epoch;

    /// <summary>Creates the desk.</summary>
    /// <param name="options">The engine's options.</param>
    /// <param name="link">Where it is acknowledged.</param>
    /// <param name="traders">The traders.</param>
    /// <param name="rules">What commands forbid.</param>
    /// <param name="wrong">What goes wrong on request.</param>
    /// <param name="ownership">Whether the engine acts.</param>
    /// <param name="enter">Prepares for an ownership; says why that cannot be, or null.</param>
    /// <param name="stop">Ends the work.</param>
    public CommandDesk(
        SimEngineOptions options, EngineLink link, IReadOnlyList<VenueTrader> traders, TradeRules rules, MisbehaviourList wrong,
        Ownership ownership, Func<Tenure, Task<string?>> enter, CancellationToken stop)
    {
        _options = options;
        _link = link;
        _traders = traders;
        _rules = rules;
        _wrong = wrong;
        _ownership = ownership;
        _enter = enter;
        _stop = stop;
    }

    /// <summary>Commands that were executed, not counting repetitions.</summary>
    public int Executed => _done.Count;

    /// <summary>Takes a command; on the link's thread, so it only starts the work.</summary>
    public void Take(ControlRecord record)
    {
        EngineCommand command = new(
            record.V0, record.V1, (EngineCommandKind)record.Flags, (int)record.Index, record.V2, record.V3, record.V4);
        if (command.Epoch < _epoch)
        {
            Tell(command, $"refused: its epoch {command.Epoch} is below {_epoch}");
            _link.Acknowledge(command.Id, isDone: false);
            return;
        }

        _epoch = command.Epoch;
        bool isOwnership = command.Kind is EngineCommandKind.Activate or EngineCommandKind.Deactivate;
        if (!isOwnership && _isDone.TryGetValue(command.Id, out bool isDone))
        {
            if (isDone)
            {
                Tell(command, "again: it is done, acknowledged again");
                _link.Acknowledge(command.Id, isDone: true);
            }

            return;
        }

        if (_wrong.Use(MisbehaviourKind.Ignore) is not null)
        {
            Tell(command, "ignored, as told");
            return;
        }

        if (_wrong.Use(MisbehaviourKind.AckWithoutDoing) is not null)
        {
            Tell(command, "acknowledged and not done, as told");
            _link.Acknowledge(command.Id, isDone: true);
            return;
        }

        // Who acts is decided here, in the order of what is heard, and done each time: another session began without it.
        long turn = isOwnership ? _ownership.Turn(command.Kind == EngineCommandKind.Activate) : 0;
        _isDone[command.Id] = false;
        Running = Task.WhenAll(Running, Task.Run(() => ExecuteAsync(command, turn), CancellationToken.None));
    }

    /// <summary>The work that is under way.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    private async Task ExecuteAsync(EngineCommand command, long turn)
    {
        try
        {
            if (DiesAt(Misbehaviour.Before))
            {
                return;
            }

            bool? outcome = await DoneAsync(command, turn).ConfigureAwait(false);
            if (outcome is null)
            {
                // Not acknowledged: the daemon sends it again, and then it is tried again.
                Tell(command, "not possible in time, not acknowledged");
                _isDone.TryRemove(command.Id, out _);
                return;
            }

            if (DiesAt(Misbehaviour.After))
            {
                return;
            }

            if (_wrong.Use(MisbehaviourKind.AckLate) is { } late)
            {
                Tell(command, $"done; acknowledged {late.Milliseconds} ms late, as told");
                await Task.Delay(late.Milliseconds, _stop).ConfigureAwait(false);
            }

            Remember(command.Id);
            Tell(command, outcome.Value ? "done" : "refused: this engine does not do that");
            _link.Acknowledge(command.Id, outcome.Value);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Tell(command, "abandoned: the engine stops");
        }
    }

    /// <returns>Done, refused, or null: it could not be.</returns>
    private async Task<bool?> DoneAsync(EngineCommand command, long turn)
    {
        EngineNames names = _link.Names!;
        string scope = names.ScopeName(command.Scope);
        switch (command.Kind)
        {
            case EngineCommandKind.Halt when scope.Length > 0:
                _rules.Halt(scope);
                await SettleAsync().ConfigureAwait(false);
                return true;
            case EngineCommandKind.CancelAll when scope.Length > 0:
                _rules.Quieten(scope);
                return await CancelAsync(names, scope).ConfigureAwait(false) ? true : null;
            case EngineCommandKind.Reduce:
                return await ReduceAsync(names, command).ConfigureAwait(false);
            case EngineCommandKind.Limit when scope.Length > 0:
                _rules.Limit(scope, command.Argument0, command.Argument1);
                await SettleAsync().ConfigureAwait(false);
                return true;
            case EngineCommandKind.Activate:
                return await ActivateAsync(command, turn).ConfigureAwait(false);
            case EngineCommandKind.Deactivate:
                await SettleAsync().ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private async Task<bool?> ActivateAsync(EngineCommand command, long turn)
    {
        Tenure tenure = new(command.Epoch, command.Argument0);
        if (await _enter(tenure).ConfigureAwait(false) is { } problem)
        {
            Tell(command, problem);
            return false;
        }

        return _ownership.Activate(turn, tenure) ? true : null;
    }

    // An order that passed the check just before a halt is sent before this returns: what is acknowledged is true.
    private async Task SettleAsync()
    {
        foreach (VenueTrader trader in _traders)
        {
            await trader.Desk.SettleAsync(_stop).ConfigureAwait(false);
        }
    }

    private async Task<bool> CancelAsync(EngineNames names, string scope)
    {
        EngineMarket[] markets = [.. names.Markets.Where(m => EngineNames.IsOf(m, scope))];
        bool[] done = await Task.WhenAll(_traders.Select(t => CancelAsync(t, [.. markets.Where(m => m.Venue == t.Name)]))).ConfigureAwait(false);
        return done.All(static d => d);
    }

    private async Task<bool> CancelAsync(VenueTrader trader, EngineMarket[] markets)
    {
        foreach (EngineMarket market in markets)
        {
            if (!await TriedAsync(() => trader.Desk.CancelAllAsync(market, _stop)).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool?> ReduceAsync(EngineNames names, EngineCommand command)
    {
        EngineMarket? market = names.MarketOfPosition(command.Argument1);
        VenueTrader? trader = _traders.FirstOrDefault(t => t.Name == market?.Venue);
        if (market is null || trader is null)
        {
            return false;
        }

        // Not before it has begun there: where it begins is what the venue shows, and a fill meanwhile would be in it and never told.
        return await TriedAsync(
            () => trader.HasBegun ? trader.Desk.ReduceAsync(command.Id, market, command.Argument0, _stop) : Task.FromResult(false))
            .ConfigureAwait(false) ? true : null;
    }

    private async Task<bool> TriedAsync(Func<Task<bool>> attempt)
    {
        for (int i = 0; i < Attempts; i++)
        {
            if (await attempt().ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(PauseMs, _stop).ConfigureAwait(false);
        }

        return false;
    }

    private bool DiesAt(string at)
    {
        if (!_wrong.Items.Any(m => m.Kind == MisbehaviourKind.Die && m.At == at))
        {
            return false;
        }

        _ = _wrong.Use(MisbehaviourKind.Die);
        _options.Die();
        return true;
    }

    private void Remember(long id)
    {
        _isDone[id] = true;
        _done.Enqueue(id);
        if (_done.Count > DoneKept && _done.TryDequeue(out long old))
        {
            _isDone.TryRemove(old, out _);
        }
    }

    private void Tell(in EngineCommand command, string text)
    {
        string scope = _link.Names?.ScopeName(command.Scope) ?? string.Empty;
        string size = command.Kind == EngineCommandKind.Reduce ? $" {SimAmount.Text(command.Argument0)} of {command.Argument1}" : string.Empty;
        _options.Told?.Invoke("command", $"command {command.Id} {command.Kind} {scope}{size}: {text}");
    }
}
