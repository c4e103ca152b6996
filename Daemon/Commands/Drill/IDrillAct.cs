using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;

namespace Basisd.Commands.Drill;

/// <summary>One act of a drill: what is done, what must be accepted, what must be refused.</summary>
internal interface IDrillAct
{
    /// <summary>What is drilled, in a few words.</summary>
    string Title { get; }

    /// <summary>Plays the act.</summary>
    /// <exception cref="DemoException">Something that must happen does not, or something happens that must not.</exception>
    Task PlayAsync(DrillWorld world, CancellationToken stop);
}
