using Basisd.Controls;
using Basisd.Engine;

namespace Basisd.Host.Loop;

/// <summary>A command of the core as the engine's socket carries it.</summary>
public static class CommandWire
{
    /// <summary>Epoch of a node that runs alone.</summary>
    public const long SingleNodeEpoch = 1;

    /// <summary>The wire's form.</summary>
    public static EngineCommand Of(in Command command) =>
        new(command.Id, SingleNodeEpoch, (EngineCommandKind)command.Kind, command.Scope, command.Deadline, 0, 0);
}
