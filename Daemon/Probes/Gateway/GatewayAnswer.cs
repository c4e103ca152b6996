namespace Basisd.Probes.Gateway;

/// <summary>How one request to a gateway ended.</summary>
/// <param name="Outcome">How; Ok when a body was read to its end.</param>
/// <param name="Detail">Why it failed, one printable line; empty when it did not.</param>
/// <param name="MayRepeat">Whether the same request may be sent once more: the failure came fast and may be over.</param>
internal readonly record struct GatewayAnswer(GatewayOutcome Outcome, string Detail, bool MayRepeat)
{
    /// <summary>A body was read to its end.</summary>
    public static GatewayAnswer Ok { get; } = new(GatewayOutcome.Ok, "", MayRepeat: false);
}
