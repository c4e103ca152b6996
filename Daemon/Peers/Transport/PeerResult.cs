namespace Basisd.Peers.Transport;

/// <summary>The end of a call to a peer.</summary>
/// <typeparam name="T">What it answers.</typeparam>
/// <param name="Outcome">How it ended.</param>
/// <param name="Value">The answer; default where there is none.</param>
/// <param name="Text">Why there is none, for people; empty for <see cref="PeerOutcome.Ok"/>.</param>
public readonly record struct PeerResult<T>(PeerOutcome Outcome, T? Value, string Text);
