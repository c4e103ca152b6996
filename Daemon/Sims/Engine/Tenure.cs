namespace Basisd.Sims.Engine;

/// <summary>Under which ownership an engine of a cluster acts (SPEC 12): every order and cancellation at a venue carries it.</summary>
/// <param name="Epoch">Epoch of the slot's ownership, from 1.</param>
/// <param name="Slot">Number of the slot.</param>
internal sealed record Tenure(long Epoch, long Slot);
