using Basisd.Node;
using Basisd.Venues;

namespace Basisd.Tests.Node;

/// <summary>One input of a history that can be played many times: an observation, a tick, or an operator's act.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Observation">The observation, if it is one.</param>
/// <param name="Scope">Scope of a pause or a lift.</param>
/// <param name="Number">Trigger of a statement, id of a commit.</param>
/// <param name="Record">The record of a gateway, if it is one.</param>
internal sealed record Happening(long At, NodeInputKind Kind, Observation Observation = default, int Scope = 0, long Number = 0,
    VenueRecord Record = default)
{
    /// <summary>First argument of a command.</summary>
    public long Argument0 { get; init; }

    /// <summary>Second argument of a command.</summary>
    public long Argument1 { get; init; }
}
