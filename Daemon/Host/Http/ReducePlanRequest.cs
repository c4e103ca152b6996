namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/plan/reduce</c>. Without <c>quantity</c>, <c>to</c> and <c>share_ppm</c> everything is to be closed.</summary>
/// <param name="Scope">Scope whose positions are reduced; absent: the platform.</param>
/// <param name="Position">One position alone, by its key.</param>
/// <param name="SharePpm">Share of every position, ppm, 1 to 1 000 000.</param>
/// <param name="Quantity">Total over all positions, which then are of one asset, 1e-8, above 0.</param>
/// <param name="To">Signed quantity that the one position is reduced to, 1e-8.</param>
/// <param name="LeaveOut">Leave out what cannot be reduced, instead of giving no plan.</param>
public sealed record ReducePlanRequest(string? Scope, string? Position, long? SharePpm, long? Quantity, long? To, bool LeaveOut);
