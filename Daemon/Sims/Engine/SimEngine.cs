using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Sims.Engine;

/// <summary>
/// The reference engine: trades a little on simulated venues, obeys the gate before each order and the daemon's commands, and tells the
/// daemon everything that happens. It misbehaves only when asked to. It is what the protocol asks of an engine, made small enough to read; it
/// must never be reached from a running daemon.
/// </summary>
public sealed class SimEngine : IDisposable
{
    private const int KeepMs = 500;
    private const int TellEvery = 20;

    private readonly SimEngineOptions _options;
    private readonly GateView _gate;
    private readonly TradeRules _rules;
    private readonly Ownership _ownership;
    private readonly OrderIds _ids;
    private readonly EngineLink _link;
    private readonly VenueTrader[] _traders;
    private readonly CommandDesk _commands;
    private readonly SemaphoreSlim _handing = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private long _toldPlaced;
    private long _toldFilled;
    private long _toldCanceled;
    private string? _problem;

    /// <summary>Prepares an engine; nothing is opened yet but the gate page, where there is one.</summary>
    public SimEngine(SimEngineOptions options)
    {
        _options = options;
        _gate = new GateView(options.GatePath);
        _rules = new TradeRules(_gate);
        _ownership = new Ownership(_gate);
        _link = new EngineLink(options, record => _commands!.Take(record), Committed, () => Listening = Task.Run(ListenAsync), _ownership);
        _ids = new OrderIds(DateTimeOffset.UtcNow);
        _traders = [.. options.Venues.Select(v => new VenueTrader(v, options, _link, _gate, _rules, Misbehaviour, _ids, _ownership))];
        _commands = new CommandDesk(options, _link, _traders, _rules, Misbehaviour, _ownership, EnterAsync, _stop.Token);
    }

    /// <summary>What it does wrong.</summary>
    public MisbehaviourList Misbehaviour { get; } = new();

    /// <summary>Whether a venue may be told anything now: in a cluster, from activate to deactivate, under a gate of the same epoch.</summary>
    public bool MayAct => _ownership.MayAct;

    /// <summary>What is read at the venues before an activation; ends by itself.</summary>
    private Task Listening { get; set; } = Task.CompletedTask;

    /// <summary>Whether it has a session with the daemon.</summary>
    public bool IsConnected => _link.IsConnected;

    /// <summary>Sessions so far.</summary>
    public int Sessions => _link.Lives;

    /// <summary>Orders placed so far, over all venues; those of commands included.</summary>
    public long OrdersPlaced => _traders.Sum(static t => t.Desk.Counts.Placed);

    /// <summary>Fills so far, over all venues.</summary>
    public long Fills => _traders.Sum(static t => t.Desk.Counts.Filled);

    /// <summary>Commands executed so far, repetitions not counted.</summary>
    public int CommandsExecuted => _commands.Executed;

    /// <summary>Works until it is stopped.</summary>
    /// <returns>Why it could not begin, or null.</returns>
    public async Task<string?> RunAsync(CancellationToken stop)
    {
        if (_options.StateFile is { } path && EngineState.Read(path, _traders, _ids) is { } problem)
        {
            return problem;
        }

        using CancellationTokenRegistration linked = stop.Register(_stop.Cancel);
        _link.Start();
        BackgroundFeed feed = new(_link, _traders, _options.Seed);
        List<Task> work = [.. _traders.Select(t => Task.Run(() => t.RunAsync(_stop.Token), CancellationToken.None))];
        work.AddRange([feed.RunAsync(_stop.Token), KeepAsync()]);
        try
        {
            await Task.WhenAll(work).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await Task.WhenAll(_commands.Running, Listening).ConfigureAwait(false);
            _options.Told?.Invoke("stopped", $"stopped after {OrdersPlaced} orders and {Fills} fills");
        }

        Keep();
        return null;
    }

    /// <summary>Does a misbehaviour that is an act of its own, or notes one that changes how the engine works.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <returns>It, with its number.</returns>
    public async Task<Misbehaviour> MisbehaveAsync(Misbehaviour wanted)
    {
        _options.Told?.Invoke("fault", $"asked to misbehave: {wanted.Kind}");
        if (wanted.Kind == MisbehaviourKind.UnknownOrder)
        {
            VenueTrader? trader = Array.Find(_traders, t => wanted.Venue.Length == 0 || t.Name == wanted.Venue);
            await (trader?.PlaceUntoldAsync(wanted.Market, _stop.Token) ?? Task.CompletedTask).ConfigureAwait(false);
            return wanted;
        }

        if (wanted is { Kind: MisbehaviourKind.Die, At: Engine.Misbehaviour.Now })
        {
            _options.Die();
            return wanted;
        }

        return Misbehaviour.Add(wanted);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _link.Dispose();
        foreach (VenueTrader trader in _traders)
        {
            trader.Dispose();
        }

        _gate.Dispose();
        _handing.Dispose();
        _stop.Dispose();
    }

    // What the daemon keeps of the engine; the first line says whose it is, so that it is never empty.
    private byte[] Committed() => Encoding.UTF8.GetBytes($"{EngineState.Title}\n{EngineState.Text(_traders, _ids, withOrders: true)}");

    // A session in which nothing may be done yet: what the last owner's engine did not live to tell is read at the venues and told, so that the
    // daemon can reconcile before it activates. Reading is no act.
    private async Task ListenAsync()
    {
        try
        {
            if (_ownership.MayAct || await TakeHandedOverAsync().ConfigureAwait(false) is not null || _link.Names is not { } names)
            {
                return;
            }

            await Task.WhenAll(_traders.Select(t => t.ListenAsync(names, _stop.Token))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _options.Told?.Invoke("stopped", "stopped before it was activated");
        }
    }

    // Goes on where the last owner's engine was, wherever that ran, and begins anew at each venue.
    private async Task<string?> TakeHandedOverAsync()
    {
        await _handing.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            if (_link.TakeHandedOver() is not { } state)
            {
                return null;
            }

            foreach (VenueTrader trader in _traders)
            {
                await trader.Desk.SettleAsync(_stop.Token).ConfigureAwait(false);
                trader.BeginAgain();
            }

            return EngineState.Restore(state, _traders, _ids);
        }
        finally
        {
            _handing.Release();
        }
    }

    // Prepares for an ownership.
    private async Task<string?> EnterAsync(Tenure tenure)
    {
        if (await TakeHandedOverAsync().ConfigureAwait(false) is { } problem)
        {
            return problem;
        }

        return _ids.TryEnter(tenure.Epoch, DateTimeOffset.UtcNow) ? null : $"order ids of epoch {tenure.Epoch} would not rise";
    }

    private async Task KeepAsync()
    {
        for (long round = 1; ; round++)
        {
            await Task.Delay(KeepMs, _stop.Token).ConfigureAwait(false);
            Keep();
            if (round % TellEvery == 0)
            {
                TellOrders();
            }
        }
    }

    private void Keep()
    {
        if (_options.StateFile is not { } path || !Array.Exists(_traders, static t => t.HasBegun))
        {
            return;
        }

        string? problem = EngineState.Write(path, EngineState.Text(_traders, _ids, withOrders: false));
        if (problem is not null && problem != _problem)
        {
            _options.Told?.Invoke("state", problem);
        }

        _problem = problem;
    }

    private void TellOrders()
    {
        long canceled = _traders.Sum(static t => t.Desk.Counts.Canceled);
        long placed = OrdersPlaced - _toldPlaced;
        long filled = Fills - _toldFilled;
        if (placed > 0 || filled > 0)
        {
            long withdrawn = canceled - _toldCanceled;
            _options.Told?.Invoke("orders", $"{placed} orders, {filled} fills, {withdrawn} withdrawn in {KeepMs * TellEvery / 1000} s");
        }

        (_toldPlaced, _toldFilled, _toldCanceled) = (OrdersPlaced, Fills, canceled);
    }
}
