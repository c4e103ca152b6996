using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>Our records against those of every venue that has a gateway.</summary>
/// <param name="CoreTime">Core time, Unix ns.</param>
/// <param name="Clean">Whether every venue that was asked about is clean.</param>
/// <param name="Message">What a poll that was asked for came to; empty where none was.</param>
/// <param name="Venues">By venue in the configuration's order.</param>
public sealed record ReconcileReply(long CoreTime, bool Clean, string Message, IReadOnlyList<VenueLedgerView> Venues);
