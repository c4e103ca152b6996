using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Holds each venue's balances against the accounts: exactly at the sequence at which the venue says that they were so. An account that a complete
/// poll does not list holds nothing.
/// </summary>
public sealed class BalanceWatch
{
    private readonly AccountBook _accounts;
    private readonly AgingLine[] _lines;
    private readonly Int128[] _expected;
    private readonly Int128[] _found;

    /// <summary>Fixes all memory.</summary>
    public BalanceWatch(AccountBook accounts)
    {
        _accounts = accounts;
        _lines = new AgingLine[accounts.Count];
        _expected = new Int128[accounts.Count];
        _found = new Int128[accounts.Count];
    }

    /// <summary>How long an account has differed.</summary>
    public ref readonly AgingLine LineOf(int account) => ref _lines[account];

    /// <summary>The balances of a poll begin: what the accounts hold now is what they held at its sequence.</summary>
    public void Begin(int venue)
    {
        foreach (int account in _accounts.OfVenue[venue])
        {
            _expected[account] = _accounts.ExpectedOf(account);
            _found[account] = Int128.Zero;
        }
    }

    /// <summary>One balance; those under names that are not configured add up.</summary>
    public void Take(int account, long total) => _found[account] = _accounts.IsUnconfigured(account) ? _found[account] + total : total;

    /// <summary>The poll is complete.</summary>
    public void End(int venue, long now, int mostPolls)
    {
        foreach (int account in _accounts.OfVenue[venue])
        {
            long amount = LedgerAmounts.Clamp(_found[account] - _expected[account]);
            _lines[account].Take(LedgerAmounts.Clamp(_expected[account]), LedgerAmounts.Clamp(_found[account]), amount, now, mostPolls);
        }
    }

    /// <summary>What differed is explained or no longer watched: every account begins anew.</summary>
    public void Forget(int venue)
    {
        foreach (int account in _accounts.OfVenue[venue])
        {
            _lines[account] = default;
        }
    }

    /// <summary>Writes how long each account has differed.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly AgingLine line in _lines.AsSpan())
        {
            line.Write(writer);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CanonicalFormatException">Another number of accounts.</exception>
    public void Read(ref CanonicalReader reader)
    {
        if (reader.I32() != _lines.Length)
        {
            throw new CanonicalFormatException("the balances are of another number of accounts");
        }

        foreach (ref AgingLine line in _lines.AsSpan())
        {
            line = AgingLine.Read(ref reader);
        }
    }
}
