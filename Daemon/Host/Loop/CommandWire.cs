using System;
using Basisd.Controls;
using Basisd.Engine;

namespace Basisd.Host.Loop;

/// <summary>A command of the core as the engine's socket carries it.</summary>
public static class CommandWire
{
    /// <summary>The wire's form.</summary>
    /// <param name="command">The command.</param>
    /// <param name="epoch">
    /// Epoch under which the slot is owned now: what was ordered before a takeover is told under it, or an engine would refuse it.
    /// </param>
    public static EngineCommand Of(in Command command, long epoch) => new(
        command.Id, Math.Max(command.Epoch, epoch), (EngineCommandKind)command.Kind, command.Scope, command.Deadline, command.Argument0,
        command.Argument1);
}
