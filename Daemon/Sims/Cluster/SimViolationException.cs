using System;

namespace Basisd.Sims.Cluster;

/// <summary>A promise of the cluster was broken.</summary>
internal sealed class SimViolationException(string promise, string what) : Exception($"{promise}: {what}")
{
    /// <summary>Which one, in the same words in every run that breaks it.</summary>
    public string Promise { get; } = promise;
}
