using System.Text;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>How often a signature was refused because of who signed is counted over a restart, also over one after a kill.</summary>
public sealed class RepeatedOffenceTests
{
    [Theory]
    [InlineData(3_599, true)]
    [InlineData(3_601, false)]
    public void Two_before_a_kill_and_one_after_it_trip_within_the_hour(int seconds, bool trips)
    {
        NodeRig before = new();
        before.Step(new NodeInput { Kind = NodeInputKind.Start, Now = before.Now, Text = "first"u8 });
        Offend(before);
        Offend(before);
        Assert.Equal(Mode.Normal, before.ModeOf("platform"));

        // No snapshot: what is known stands in the journal alone.
        NodeRig after = new() { Now = before.Now + (seconds * FixedPoint.Second) };
        JournalReplay replay = new(after.Core);
        ulong sequence = 0;
        foreach ((EntryKind kind, byte[] payload) in before.Journal)
        {
            FrameHeader header = new() { Sequence = ++sequence, Kind = (ushort)kind };
            replay.Frame(header, payload);
        }

        Assert.Null(replay.Problem);
        after.Step(new NodeInput { Kind = NodeInputKind.Start, Now = after.Now, Text = "second"u8 });
        Offend(after);
        Assert.Equal(trips ? Mode.Dmm : Mode.Normal, after.ModeOf("platform"));
    }

    private static void Offend(NodeRig rig) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.SignatureRefused,
        Now = rig.Now,
        Scope = Topology.Platform,
        Uid = 1000,
        Text = Encoding.UTF8.GetBytes("mallory: nobody"),
    });
}
