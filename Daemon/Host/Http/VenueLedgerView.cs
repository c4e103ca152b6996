using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>Our records against one venue's.</summary>
/// <param name="Venue">Which venue.</param>
/// <param name="State">clean, differs, pending (time may mend it), stale (no recent complete poll), waiting (never polled).</param>
/// <param name="Cursor">Sequence of the last event that was applied.</param>
/// <param name="Polls">Complete polls since this start.</param>
/// <param name="FailedPolls">Failed polls since this start.</param>
/// <param name="PolledAt">Core time at which the latest complete poll ended, Unix ns; 0 for never.</param>
/// <param name="CleanAt">Core time at which the latest poll that left everything clean began, Unix ns; 0 for never.</param>
/// <param name="BaselineAt">Core time of the baseline, Unix ns; 0 for none.</param>
/// <param name="OpenOrders">Open orders at the latest complete poll.</param>
/// <param name="FillsInFlight">Fills that one side has not told of yet.</param>
/// <param name="Accounts">Every account that ever held something.</param>
/// <param name="Positions">Every position.</param>
/// <param name="Differences">What differs, in the order in which it was found.</param>
public sealed record VenueLedgerView(
    string Venue, string State, long Cursor, long Polls, long FailedPolls, long PolledAt, long CleanAt, long BaselineAt, int OpenOrders,
    int FillsInFlight, IReadOnlyList<AccountView> Accounts, IReadOnlyList<PositionView> Positions, IReadOnlyList<DifferenceView> Differences);
