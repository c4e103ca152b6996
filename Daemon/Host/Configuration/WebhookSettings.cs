using System;

namespace Basisd.Host.Configuration;

/// <summary>The receiver that is told of incidents and modes (SPEC 10).</summary>
/// <param name="Address">Where notices are posted.</param>
/// <param name="SecretFile">File with the secret that they are signed with; null: a systemd credential.</param>
/// <param name="TimeoutNs">After which an attempt has failed, ns.</param>
public sealed record WebhookSettings(Uri Address, string? SecretFile, long TimeoutNs)
{
    /// <summary>Scheme, host and port: what may be shown. A path often is as good as a password.</summary>
    public string Shown => Address.GetLeftPart(UriPartial.Authority);
}
