using System;

namespace Basisd.Probes;

/// <summary>A venue whose health address is probed (SPEC 9). It says where to ask, never what follows from the answer.</summary>
/// <param name="Venue">Index of the venue in the topology.</param>
/// <param name="Address">Absolute http or https address.</param>
public sealed record ProbeTarget(int Venue, Uri Address);
