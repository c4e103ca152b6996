using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>The commands to the engine.</summary>
/// <param name="Commands">Those that the node remembers, oldest first.</param>
/// <param name="Containment">The containment that runs, or null.</param>
public sealed record CommandsReply(IReadOnlyList<CommandStatus> Commands, ContainmentStatus? Containment);
