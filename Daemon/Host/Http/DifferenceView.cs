namespace Basisd.Host.Http;

/// <summary>One open difference. Amounts are texts of eight decimals; expected and found are plain numbers where they are ids or sequences.</summary>
/// <param name="Kind">What it is, for example <c>balance</c>, <c>fill_not_listed</c>.</param>
/// <param name="Subject">Account, route or position.</param>
/// <param name="OrderId">The engine's order, 0 for none.</param>
/// <param name="Id">Fill, funding entry or transfer, 0 for none.</param>
/// <param name="Expected">What our records say.</param>
/// <param name="Found">What the venue says.</param>
/// <param name="Amount">Found less expected.</param>
/// <param name="Seq">The venue's sequence, 0 for none.</param>
/// <param name="Since">Core time at which it was first seen, Unix ns.</param>
/// <param name="Text">The whole in one sentence.</param>
public sealed record DifferenceView(
    string Kind, string Subject, long OrderId, long Id, string Expected, string Found, string Amount, long Seq, long Since, string Text);
