using System;

namespace Basisd.Sims.Engine;

/// <summary>A venue as the reference engine reaches it.</summary>
/// <param name="Name">Name of the venue, as the daemon's topology has it.</param>
/// <param name="Address">Its server, as it prints it: the gateway contract is under <c>/v1/</c>, the simulator's own API under <c>/sim/</c>.</param>
public sealed record SimVenueAddress(string Name, Uri Address);
