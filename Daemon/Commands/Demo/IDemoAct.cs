using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Commands.Demo;

/// <summary>One act of the demonstration: what it does, and what it waits for.</summary>
internal interface IDemoAct
{
    /// <summary>What is shown, in a few words.</summary>
    string Title { get; }

    /// <summary>Plays the act.</summary>
    /// <exception cref="DemoException">What it waits for does not happen in time.</exception>
    Task PlayAsync(DemoWorld world, CancellationToken stop);
}
