namespace Basisd.Tests.Incidents;

/// <summary>What is wrong on purpose with the way out of a cluster's DMM.</summary>
internal enum ClusterDmmBreach
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A slot's own signatures lead out, whatever the cluster's epoch is.</summary>
    OwnSignaturesAreEnough,

    /// <summary>What stands beside the end of an epoch is not verified.</summary>
    EndIsNotVerified,

    /// <summary>A takeover begins with an empty journal.</summary>
    TakeoverForgets,

    /// <summary>A resumption that nobody signed counts as one.</summary>
    UnsignedCounts,

    /// <summary>A slot that halts by itself does not tell the cluster.</summary>
    OwnHaltIsNotTold,
}
