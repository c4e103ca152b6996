using System;

namespace Basisd.Probes.Gateway;

/// <summary>
/// An answer of a gateway is not what the contract says; the message names the place, what is wrong there and how to mend it, in one printable
/// line. Raised by the parser and the poll, caught by the poll alone.
/// </summary>
/// <param name="outcome">Its class.</param>
/// <param name="message">Place, what and how; may hold the venue's own words.</param>
internal sealed class GatewayAnswerException(GatewayOutcome outcome, string message)
    : Exception(ProbeFailure.Printable(message, MaxMessage))
{
    /// <summary>Longest message, in characters.</summary>
    public const int MaxMessage = 300;

    /// <summary>The class of the failure.</summary>
    public GatewayOutcome Outcome => outcome;
}
