namespace Basisd.Incidents;

/// <summary>What a published resumption amounts to.</summary>
/// <param name="Signatures">Distinct senior operators whose signatures count.</param>
/// <param name="IsEnough">Whether as many as this node's configuration asks for.</param>
/// <param name="Problem">Why not; empty where it is enough.</param>
public readonly record struct ClusterResumptionFindings(int Signatures, bool IsEnough, string Problem);
