namespace Basisd.Host.Http;

/// <summary>The containment that runs.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Scope">Scope that is contained.</param>
/// <param name="Step">cancelling, planning or reducing.</param>
/// <param name="Episode">DMM episode that asked for it; 0: an operator did.</param>
/// <param name="Slices">Slices of the plan.</param>
/// <param name="Told">Slices told so far.</param>
/// <param name="Constraint">What binds while there is no plan; else empty.</param>
/// <param name="Position">The position that it binds; else empty.</param>
public sealed record ContainmentStatus(
    long Number, string Scope, string Step, long Episode, int Slices, int Told, string Constraint, string Position);
