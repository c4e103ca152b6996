namespace Basisd.Host.Validation;

/// <summary>What an episode shall show.</summary>
public enum EpisodeKind
{
    /// <summary>A recorded crisis: protection must come, and soon.</summary>
    Crisis = 0,

    /// <summary>Recorded quiet days: nothing may act.</summary>
    Quiet = 1,
}
