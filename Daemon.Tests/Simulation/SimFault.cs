namespace Basisd.Tests.Simulation;

/// <summary>A call that goes wrong.</summary>
/// <param name="At">Number of the call, counted as <see cref="Reads"/> says.</param>
/// <param name="Errno">What it answers; 0 for a call that hangs until it is released.</param>
/// <param name="Partly">Some of it is done all the same: a short write.</param>
/// <param name="Lasting">All calls after it fail too.</param>
/// <param name="Reads">Count calls that read instead of those that change something.</param>
internal sealed record SimFault(long At, int Errno, bool Partly = false, bool Lasting = false, bool Reads = false);
