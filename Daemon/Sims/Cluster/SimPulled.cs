namespace Basisd.Sims.Cluster;

/// <summary>An owner's answer to a <see cref="SimPull"/>.</summary>
/// <param name="Id">Number of the request.</param>
/// <param name="Epoch">Epoch under which the owner answers.</param>
/// <param name="Head">Last sequence in the owner's journal as it answers.</param>
/// <param name="First">Sequence of the first of <paramref name="Entries"/>.</param>
/// <param name="Entries">Frames.</param>
/// <param name="IsForeign">The follower's tail is not in the owner's journal: the entries are the owner's last ones, to find where both part.</param>
/// <param name="IsSnapshot">The entries are everything that the owner has.</param>
internal sealed record SimPulled(long Id, ulong Epoch, ulong Head, ulong First, SimEntry[] Entries, bool IsForeign, bool IsSnapshot);
