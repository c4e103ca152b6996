using Basisd.Gate;
using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>Carries the core's words to the gate page. Stricter ones come while a step still runs; looser ones after their commit.</summary>
public sealed class GatePublisher(GateWriter page) : IGateSink
{
    /// <summary>Cells written since the start.</summary>
    public long Writes { get; private set; }

    /// <summary>Cells tightened since the start; the loop compares it to know whether a step closed something.</summary>
    public long Tightenings { get; private set; }

    /// <summary>Journal sequence of the latest appended entry; what a tightening is about comes right behind it.</summary>
    public ulong Sequence { get; set; }

    /// <inheritdoc/>
    public void Tighten(in GateWrite write)
    {
        Tightenings++;
        Publish(write);
    }

    /// <summary>Writes one cell.</summary>
    public void Publish(in GateWrite write)
    {
        Writes++;
        page.Publish(write.Scope, write.Word, (byte)write.Mode, write.Stage, Sequence);
    }
}
