using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// The table of <c>docs/failover.md</c>: basisd, keepalived and Redis Sentinel through the same faults in the same bed, side by side. What a run
/// measured is added to <c>out/failover.jsonl</c> at once; the table is made of all that is there.
/// </summary>
[Collection("daemon live")]
public sealed class FailoverTableTests
{
    [Fact(Skip = "measures for minutes: `make failover` runs it", SkipUnless = nameof(BedGround.IsTableAsked), SkipType = typeof(BedGround))]
    public async Task Every_fault_is_measured_and_every_order_accounted_for()
    {
        string file = Repository.File("out/failover.jsonl");
        FailoverLog log = new(file);
        ClusterBed bed = await ClusterBed.StartAsync();
        await using (bed)
        {
            string folder = Directory.CreateDirectory(Path.Combine(bed.Root, "beside")).FullName;
            await using KeepalivedLane usual = new(bed.Network, log, Path.Combine(folder, "k1"), "keepalived, advert_int 1 (default)", 40, "1", 0);
            await using KeepalivedLane tuned = new(
                bed.Network, log, Path.Combine(folder, "k2"), "keepalived, advert_int 0.1, garp_master_refresh 1", 50, "0.1", 1);
            using SentinelLane patient = new(bed.Network, log, Path.Combine(folder, "s1"), "Redis Sentinel, down-after 30 s (default)", 60, 30_000);
            using SentinelLane quick = new(bed.Network, log, Path.Combine(folder, "s2"), "Redis Sentinel, down-after 1 s", 70, 1_000);
            BasisdLane basisd = new(bed, log);

            // The patient one needs more than half a minute per fault and runs beside all others; it ends when they have.
            Task<string> slow = ManyAsync(patient.CycleAsync, int.MaxValue, () => basisd.IsDone);
            List<string> problems =
            [
                .. await Task.WhenAll(
                    ManyAsync(basisd.CycleAsync, BedGround.Runs, () => basisd.IsDone),
                    ManyAsync(usual.CycleAsync, BedGround.Runs, () => basisd.IsDone),
                    ManyAsync(tuned.CycleAsync, BedGround.Runs, () => basisd.IsDone),
                    ManyAsync(quick.CycleAsync, BedGround.Runs, () => basisd.IsDone)),
            ];
            problems.Add(await slow);
            TestContext.Current.TestOutputHelper?.WriteLine(await OrderAccounts.SettleAsync(bed));
            problems.RemoveAll(p => p.Length == 0);
            Assert.True(problems.Count == 0, string.Join('\n', problems));
        }

        FailoverDocument.Write(Repository.File("docs/failover.md"), FailoverLog.Read(file));

        async Task<string> ManyAsync(Func<Task> cycle, int times, Func<bool> ends)
        {
            try
            {
                for (int i = 0; i < times && !ends(); i++)
                {
                    await cycle();
                }

                return "";
            }
#pragma warning disable CA1031 // One lane that fails must not take from the others what they measure; all problems are told at the end.
            catch (Exception e)
#pragma warning restore CA1031
            {
                TestContext.Current.SendDiagnosticMessage(e.ToString());
                return e.ToString();
            }
        }
    }
}
