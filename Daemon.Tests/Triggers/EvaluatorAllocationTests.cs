using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

/// <summary>No evaluator of venues, chains, units and systemic conditions allocates per observation .</summary>
public sealed class EvaluatorAllocationTests
{
    [Fact]
    public void No_observation_allocates()
    {
        ApiInstability api = new(2, new());
        TransferHalt halt = new(2, new());
        VenueInsolvency insolvency = new([0, 1], [0, 1], 2, new());
        SettlementDegradation settlement = new(2, [FixedPoint.Minute, FixedPoint.Minute], new());
        ChainStress chain = new([Chain.Bitcoin, Chain.Solana], new());
        DisplayUnitDivergence display = new(2, new());
        MarketDislocation market = new(2, new());
        SystemCompromise compromise = new(new());
        ExecutionIntegrity integrity = new(2, new());
        RiskControlTimeout timeout = new(new());
        NodeSilent node = new(2, new());
        bool[] halted = [true, false];
        long[] rates = [FixedPoint.Ppm, FixedPoint.Ppm + 30_000];
        long sum = 0;
        int i = 0;
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int end = i + 5_000; i < end; i++)
            {
                Once();
            }
        }));
        Assert.NotEqual(0, sum);

        void Once()
        {
            int index = i % 2;
            long now = (1_000_000 + (i * 7L)) * FixedPoint.Second;
            Take(api.OnCall(index, i % 9 != 0, i % 3_000 * FixedPoint.Millisecond, i % 5_000 * FixedPoint.Millisecond, now));
            Take(api.Judge(index, now + FixedPoint.Second));
            Take(halt.OnStatus(index, i % 5 != 0, i % 7 != 0, i % 3 == 0, now));
            Take(halt.OnTransfer(index, i % 2 == 0, now));
            Take(insolvency.OnHalts(index, halted, now));
            Take(insolvency.OnReport(index, i % VenueInsolvency.Feeds, now));
            Take(VenueInsolvency.Statement());
            Take(settlement.OnTransfer(index, i % 90, i % 70 * FixedPoint.Second, i % 3, now));
            Take(settlement.Judge(index, now));
            Take(chain.OnStatus(index, i % 90 * FixedPoint.Minute, i % 6, i % 3, i % 50 == 0, now));
            Take(chain.Judge(index, now));
            Take(display.OnRate(index, FixedPoint.Ppm + (i % 10_000), now));
            Take(market.OnRates(index, rates, 2, now));
            Take(SystemCompromise.Statement());
            Take(compromise.OnAttestation(i % 2 == 0));
            Take(compromise.OnRefusedSignature(now));
            Take(integrity.OnPrediction(index, i % 100, i % 300));
            Take(integrity.OnDecision(i));
            Take(integrity.OnUnknownOrder(i));
            Take(timeout.OnMissed(1 + index, now, now, index == 0));
            Take(RegulatoryAction.Statement());
            node.OnHeartbeat(index, now);
            node.OnSlot(i % 3 == 0, now);
            Take(node.Judge(index, now));
            Take(node.JudgeSlot(now));
        }

        void Take(in Verdict verdict) => sum += (long)verdict.Kind + (verdict.Evidence.Measured % 3);
    }
}
