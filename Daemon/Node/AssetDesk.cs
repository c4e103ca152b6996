using System;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>Assets: the chains that carry them, and gold for those that track it. It dispatches; it holds no rule.</summary>
internal sealed class AssetDesk : IEvaluatorMemory
{
    private readonly DeskParts _parts;
    private readonly Verdict[] _chain;

    /// <summary>Creates the desk.</summary>
    public AssetDesk(DeskParts parts)
    {
        _parts = parts;
        _chain = new Verdict[parts.Topology.Assets.Length];
    }

    /// <summary>Takes the status of an asset's chain.</summary>
    public void OnChain(in Observation status, long now, Effects effects)
    {
        Verdict verdict = _parts.Triggers.ChainStress.OnStatus((int)status.Index, status.V0, status.V1, status.V2, status.V3 != 0, now);
        JudgeChain((int)status.Index, verdict, now, effects);
    }

    /// <summary>Takes the price of gold.</summary>
    public void OnGold(in Observation gold, long now) => _parts.Triggers.PaxgDislocation.OnGold(gold.V0, gold.V1 != 0, now);

    /// <summary>Takes a new reference price of an asset, in its reference unit.</summary>
    public void OnReference(int asset, long reference, long now, Effects effects)
    {
        Asset of = _parts.Topology.Assets[asset];
        if (!of.TracksGold)
        {
            return;
        }

        long price = _parts.Triggers.Prices.InBase(asset, reference, now);
        Verdict verdict = _parts.Triggers.PaxgDislocation.OnPrice(asset, price, now);
        _parts.Judge.Judge(of.ScopeIndex, TriggerId.PaxgDislocation, verdict, of.ScopeIndex, now, effects);
    }

    /// <summary>Ends a second: blocks and deviations grow older by themselves.</summary>
    public void EndSecond(long now, Effects effects)
    {
        foreach (Asset asset in _parts.Topology.Assets)
        {
            JudgeChain(asset.Index, _parts.Triggers.ChainStress.Judge(asset.Index, now), now, effects);
            if (asset.TracksGold)
            {
                Verdict gold = _parts.Triggers.PaxgDislocation.Judge(asset.Index, now);
                _parts.Judge.Judge(asset.ScopeIndex, TriggerId.PaxgDislocation, gold, asset.ScopeIndex, now, effects);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        foreach (ref readonly Verdict verdict in _chain.AsSpan())
        {
            VerdictMemory.Write(writer, verdict);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        foreach (ref Verdict verdict in _chain.AsSpan())
        {
            verdict = VerdictMemory.Read(ref reader);
        }
    }

    // An asset that is carried by another's chain stands and falls with it (SPEC 5: PAXG follows ETH), and is judged by the worse of both.
    private void JudgeChain(int asset, in Verdict verdict, long now, Effects effects)
    {
        if (verdict.Kind != VerdictKind.None)
        {
            _chain[asset] = verdict;
        }

        foreach (Asset carried in _parts.Topology.Assets)
        {
            if (carried.Index != asset && carried.Follows != asset)
            {
                continue;
            }

            Verdict own = _chain[carried.Index];
            Verdict native = carried.Follows < 0 ? default : _chain[carried.Follows];
            Verdict worst = VerdictBoard.IsWorse(native, own) ? native : own;
            _parts.Judge.Judge(carried.ScopeIndex, TriggerId.ChainStress, worst, _parts.OriginOfChain(carried.Index), now, effects);
        }
    }
}
