namespace Basisd.Tests.Incidents;

/// <summary>What is wrong with a signature.</summary>
internal enum Forgery
{
    None,
    OtherKey,
    Tampered,
    NextEpoch,
}
