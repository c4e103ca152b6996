using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Journal;
using Basisd.Peers.Etcd;

namespace Basisd.Host.Cluster;

/// <summary>
/// Lets go in etcd what a daemon owned that died (SPEC 12): for `ExecStopPost`, so that another node takes over at once. It touches the records of
/// that one life alone, only while it holds the lock that proves its death, and only after its gate pages are retired and what was checked by them
/// has gone.
/// </summary>
public static class SlotRelease
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1_800);

    /// <summary>Lets go.</summary>
    /// <param name="configuration">The node's configuration.</param>
    /// <param name="say">Told what was done.</param>
    /// <returns>What stood in the way; empty for nothing.</returns>
    public static async Task<string> RunAsync(NodeConfiguration configuration, Action<string> say)
    {
        string directory = configuration.Node.StateDirectory;
        ulong boot = configuration.Cluster is null ? 0 : BootFile.Read(directory);
        if (configuration.Cluster is not { } cluster || boot == 0)
        {
            say("nothing to let go");
            return "";
        }

        if (StateLock.TryTake(directory, out StateLock? held, out string holder) != 0 || held is null)
        {
            return $"{directory} is locked ({holder}): the daemon lives, and lets go by itself";
        }

        using (held)
        {
            string problem = await EarlierPages.RetireAsync(configuration, cluster.Settings).ConfigureAwait(false);
            if (problem.Length > 0)
            {
                return problem;
            }

            using CancellationTokenSource late = new(Patience);
            return await LetGoAsync(cluster, boot, say, late.Token).ConfigureAwait(false);
        }
    }

    private static async Task<string> LetGoAsync(ClusterConfiguration cluster, ulong boot, Action<string> say, CancellationToken late)
    {
        TaskCompletionSource<ArbiterReply>? waiting = null;
        EtcdClient? client = ClusterWays.EtcdOf(cluster, new Silence(), out string problem);
        if (client is null)
        {
            return problem;
        }

        ArbiterLink link = new(client, reply => Volatile.Read(ref waiting)?.TrySetResult(reply));
        await using (link.ConfigureAwait(false))
        {
            async Task<ArbiterReply> AskAsync(ArbiterCall call)
            {
                TaskCompletionSource<ArbiterReply> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref waiting, answer);
                link.Send(call);
                return await answer.Task.WaitAsync(late).ConfigureAwait(false);
            }

            try
            {
                ArbiterReply read = await AskAsync(new ArbiterCall(1, default, 0, null)).ConfigureAwait(false);
                if (read is not { Outcome: ArbiterOutcome.Done, View: { } view })
                {
                    return "etcd did not answer: the slots are taken over when their time is over";
                }

                long id = 1;
                int count = 0;
                foreach (ArbiterEntry entry in view.Entries)
                {
                    if (entry.Value is SlotRecord { Released: false } record && record.Owner == cluster.Settings.Self && record.Boot == boot)
                    {
                        SlotRecord released = record with { Seq = record.Seq + 1, Released = true, Successor = SlotRecord.None };
                        ArbiterReply swap = await AskAsync(new ArbiterCall(++id, entry.Key, entry.ModRevision, released)).ConfigureAwait(false);
                        count++;
                        string how = swap.Outcome == ArbiterOutcome.Done ? "let go" : $"not let go ({swap.Outcome})";
                        say($"{cluster.Settings.Slots[entry.Key.Slot]}: {how}");
                    }
                }

                if (count == 0)
                {
                    say("that life owns nothing any more");
                }

                return "";
            }
            catch (OperationCanceledException)
            {
                return "etcd did not answer in time: the slots are taken over when their time is over";
            }
        }
    }

    private sealed class Silence : IArbiterReport
    {
        public void TryFailed(Uri endpoint, string what)
        {
            // The end says whether etcd was reached.
        }

        public void RecordDamaged(string key, long revision, string why)
        {
            // A record that cannot be read is nobody's to let go; the nodes that run report it.
        }
    }
}
