using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Logging;

namespace Basisd.Host.Loop;

/// <summary>
/// Holds the running binary and the effective configuration against what the configuration expects (SPEC 5, 7). Taken once, before the node
/// starts: neither can change while the process lives. It trips nothing by itself; the loop tells the core. Must never take "cannot be read" for
/// "is as expected".
/// </summary>
public sealed class Attestation
{
    private const int LookEveryMinutes = 1;
    private const int ShownDigits = 16;

    private readonly AttestationSettings _expected;
    private volatile bool _replaced;

    /// <summary>Compares.</summary>
    /// <param name="configuration">The effective configuration with its expectations.</param>
    /// <param name="binarySha256">SHA-256 of the running binary, see <see cref="RunningBinary.Sha256"/>.</param>
    public Attestation(NodeConfiguration configuration, string binarySha256)
    {
        _expected = configuration.Attestation;
        BinarySha256 = binarySha256;
        ConfigurationSha256 = Convert.ToHexStringLower(configuration.Hash);
        List<string> problems = [];
        if (!Meets(_expected.BinarySha256, BinarySha256))
        {
            problems.Add(binarySha256.Length == 0
                ? "the running binary cannot be read, and attestation.binary_sha256 expects one"
                : $"the running binary has SHA-256 {BinarySha256}, which attestation.binary_sha256 does not list");
        }

        if (!Meets(_expected.ConfigurationSha256, ConfigurationSha256))
        {
            problems.Add($"the configuration has SHA-256 {ConfigurationSha256}, which attestation.configuration_sha256 does not list");
        }

        Problem = string.Join("; ", problems);
    }

    /// <summary>SHA-256 of the running binary, hex; empty where it cannot be read.</summary>
    public string BinarySha256 { get; }

    /// <summary>SHA-256 of the effective configuration, hex.</summary>
    public string ConfigurationSha256 { get; }

    /// <summary>What is not as expected; empty where all is, or nothing is expected.</summary>
    public string Problem { get; }

    /// <summary>What the journal notes at a start.</summary>
    public string StartText => $"configuration {ConfigurationSha256}, binary {(BinarySha256.Length > 0 ? BinarySha256 : "unreadable")}";

    /// <summary>What everyone may see of it.</summary>
    public AttestationStatus Status =>
        new(BinarySha256, Word(_expected.BinarySha256, BinarySha256), Word(_expected.ConfigurationSha256, ConfigurationSha256), _replaced);

    /// <summary>Looks once a minute whether the file at the binary's path is still the one that runs, and warns once when it is not.</summary>
    public async Task WatchAsync(LogRelay log, CancellationToken stop)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMinutes(LookEveryMinutes));
        try
        {
            while (!_replaced)
            {
                _replaced = RunningBinary.IsReplaced();
                if (_replaced)
                {
                    string running = BinarySha256.Length > ShownDigits ? BinarySha256[..ShownDigits] : "unreadable";
                    log.Post(one => one.Of(LogEvents.Starting).Warning(
                        "the binary on disk is not the one that runs any more ({Running}…): a restart will run another; "
                        + "list its hash in attestation.binary_sha256 first", running));
                    return;
                }

                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The node stops.
            return;
        }
    }

    private static bool Meets(IReadOnlyList<string> expected, string found)
    {
        bool meets = expected.Count == 0;
        foreach (string one in expected)
        {
            meets |= found.Length > 0 && one == found;
        }

        return meets;
    }

    private static string Word(IReadOnlyList<string> expected, string found) =>
        expected.Count == 0 ? "not_expected" : Meets(expected, found) ? "attested" : "mismatch";
}
