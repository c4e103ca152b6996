using System.Text;
using Basisd.Host.Logging;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// The first inputs of a loop, before it takes anything in: what the journal ends without, the takeover in a cluster, the start, what is not as it
/// is attested, and what engines saw closed and the journal lost. Nothing opens before they are committed.
/// </summary>
internal sealed class LoopOpening(NodeParts parts, EntryAppender appender, ClusterDesk? cluster, NodeStep step)
{
    /// <summary>Steps them; everything is handed to the commit thread when this returns.</summary>
    public void Run()
    {
        foreach ((EntryKind kind, byte[] payload) in parts.Replay.Missing)
        {
            appender.Append(kind, payload);
        }

        cluster?.Begin(parts.Clock.CoreNowNs());
        string text = $"basisd {parts.Version}, {parts.Attestation.StartText}";
        step(new NodeInput { Kind = NodeInputKind.Start, Now = parts.Clock.CoreNowNs(), Text = Encoding.UTF8.GetBytes(text) });
        Attest();
        foreach (LostTightening lost in parts.Lost)
        {
            CloseAgain(lost);
        }

        appender.Flush();
    }

    // Only what is not as expected is told: a latched compromise ends by signatures, never by a start with the right binary.
    private void Attest()
    {
        string problem = parts.Attestation.Problem;
        if (problem.Length == 0)
        {
            return;
        }

        step(new NodeInput
        {
            Kind = NodeInputKind.Attestation,
            Now = parts.Clock.CoreNowNs(),
            Uid = ProcessCalls.EffectiveUserId(),
            Text = Encoding.UTF8.GetBytes(problem),
        });
        parts.Log.Post(log => log.Of(LogEvents.Fault).Error("attestation: {Problem}; systemic.system_compromise", problem));
    }

    private void CloseAgain(LostTightening lost)
    {
        string name = parts.Core.Topology.Scopes[lost.Scope].Name;
        bool halted = lost.Mode == Mode.Dmm;
        step(new NodeInput
        {
            Kind = halted ? NodeInputKind.Halt : NodeInputKind.Pause,
            Now = parts.Clock.CoreNowNs(),
            Scope = lost.Scope,
            Uid = ProcessCalls.EffectiveUserId(),
            Text = "the gate showed it closed when the daemon was killed, before the entry was durable"u8,
        });
        string way = halted ? "only a signed resumption ends that" : "lift the pause once the reason is known";
        parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", name).Warning(
            "{ScopeName} was closed when the daemon was killed, and the entry that says why was not durable yet: closed again; {Way}", name, way));
    }
}
