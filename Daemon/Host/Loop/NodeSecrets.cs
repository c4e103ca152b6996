using System;
using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Webhook;
using Basisd.Journal;
using Basisd.Probes.Gateway;

namespace Basisd.Host.Loop;

/// <summary>What must not be in the configuration itself, each from its own file. Read once, before anything is opened.</summary>
internal sealed record NodeSecrets(HeadKey? HeadKey, IReadOnlyList<GatewayTarget> Gateways, byte[]? Webhook) : IDisposable
{
    /// <summary>Reads all of them.</summary>
    /// <param name="configuration">What names them.</param>
    /// <param name="problem">Which one cannot be used, and why; empty when all can.</param>
    /// <returns>Null with a problem.</returns>
    public static NodeSecrets? Load(NodeConfiguration configuration, out string problem)
    {
        string? credentials = Environment.GetEnvironmentVariable(HeadDesk.CredentialsVariable);
        IReadOnlyList<GatewayTarget> gateways = GatewayPolling.Targets(configuration, out problem);
        byte[]? webhook = problem.Length > 0 ? null : WebhookSecret.Load(configuration.Webhook, credentials, out problem);
        HeadKey? headKey = problem.Length > 0 ? null : HeadDesk.LoadKey(configuration.Journal, credentials, out problem);
        return problem.Length > 0 ? null : new NodeSecrets(headKey, gateways, webhook);
    }

    /// <inheritdoc/>
    public void Dispose() => HeadKey?.Dispose();
}
