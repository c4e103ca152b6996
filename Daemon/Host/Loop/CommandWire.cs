using Basisd.Controls;
using Basisd.Engine;

namespace Basisd.Host.Loop;

/// <summary>A command of the core as the engine's socket carries it.</summary>
public static class CommandWire
{
    /// <summary>The wire's form.</summary>
    public static EngineCommand Of(in Command command) =>
        new(command.Id, command.Epoch, (EngineCommandKind)command.Kind, command.Scope, command.Deadline, command.Argument0, command.Argument1);
}
