namespace Basisd.Host.Http;

/// <summary>One account at a venue. Amounts are texts of eight decimals, exact.</summary>
/// <param name="Account">Asset or unit at the venue.</param>
/// <param name="Baseline">What it held when the venue was first polled.</param>
/// <param name="Ours">Baseline and every event that both sides know.</param>
/// <param name="InFlight">Effect of fills that the venue lists and the engine has not reported yet.</param>
/// <param name="Venues">What the venue said last.</param>
/// <param name="Difference">The venue's less ours less in flight at the latest complete poll: 0 where both agree.</param>
public sealed record AccountView(string Account, string Baseline, string Ours, string InFlight, string Venues, string Difference);
