namespace Basisd.Peers.Etcd;

/// <summary>One try at one member.</summary>
/// <param name="End">How it ended.</param>
/// <param name="SentAt">CLOCK_BOOTTIME before its first byte, ns; 0 where nothing was sent.</param>
/// <param name="Answer">The answer; null unless <see cref="TryEnd.Answered"/>.</param>
/// <param name="Text">What went wrong and how to mend it; empty where nothing did.</param>
/// <param name="IsTokenRefused">The member no longer takes the token.</param>
internal sealed record EtcdTry(TryEnd End, long SentAt, EtcdMessages.Answer? Answer, string Text, bool IsTokenRefused = false);
