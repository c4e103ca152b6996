using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Gate;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>
/// What commands have told the engine about new orders, by scope: halted, quiet after a cancellation, limited in size. It only ever
/// forbids; whether an order is allowed says the gate. For any thread.
/// </summary>
internal sealed class TradeRules(GateView gate)
{
    /// <summary>A cancelled scope stays without new orders for so long, ms: the daemon has ten seconds to see that no order is open.</summary>
    public const int QuietMs = 12_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _halted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _quiet = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Position, long Order)> _limits = new(StringComparer.Ordinal);

    /// <summary>No new order in a scope until the gate, once closed, opens it again.</summary>
    public void Halt(string scope)
    {
        lock (_lock)
        {
            _halted[scope] = gate.Check(scope, GateAction.Open) != GateVerdict.Allow;
        }
    }

    /// <summary>No new order in a scope for a while.</summary>
    public void Quieten(string scope)
    {
        lock (_lock)
        {
            _quiet[scope] = Environment.TickCount64 + QuietMs;
        }
    }

    /// <summary>Bounds positions and orders in a scope, 1e-8.</summary>
    public void Limit(string scope, long position, long order)
    {
        lock (_lock)
        {
            _limits[scope] = (position, order);
        }
    }

    /// <summary>Sees how the gate stands: a halt ends by the gate alone, once it was seen closed and is open again.</summary>
    public void Look()
    {
        lock (_lock)
        {
            foreach (string scope in new List<string>(_halted.Keys))
            {
                bool isOpen = gate.Check(scope, GateAction.Open) == GateVerdict.Allow;
                if (isOpen && _halted[scope])
                {
                    _halted.Remove(scope);
                }
                else
                {
                    _halted[scope] |= !isOpen;
                }
            }
        }
    }

    /// <summary>Whether new orders are forbidden in a market.</summary>
    public bool Forbids(EngineMarket market)
    {
        lock (_lock)
        {
            long now = Environment.TickCount64;
            return Any(_halted.Keys, market, static _ => true) || Any(_quiet.Keys, market, scope => _quiet[scope] > now);
        }
    }

    /// <summary>The part of an order that the limits leave.</summary>
    /// <param name="market">Its market.</param>
    /// <param name="held">What is held in the market, signed, 1e-8.</param>
    /// <param name="quantity">What is wanted, signed, 1e-8.</param>
    public long Bounded(EngineMarket market, long held, long quantity)
    {
        lock (_lock)
        {
            foreach ((string scope, (long position, long order)) in _limits)
            {
                if (EngineNames.IsOf(market, scope))
                {
                    quantity = Math.Clamp(quantity, -order, order);
                    long left = Math.Clamp(held + quantity, -position, position) - held;
                    bool isSame = Math.Sign(left) == Math.Sign(quantity);
                    quantity = isSame ? Math.Sign(quantity) * Math.Min(Math.Abs(quantity), Math.Abs(left)) : 0;
                }
            }

            return quantity;
        }
    }

    private static bool Any(IEnumerable<string> scopes, EngineMarket market, Func<string, bool> counts)
    {
        foreach (string scope in scopes)
        {
            if (counts(scope) && EngineNames.IsOf(market, scope))
            {
                return true;
            }
        }

        return false;
    }
}
