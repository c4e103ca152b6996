namespace Basisd.Host.Reports;

/// <summary>What an excerpt was found to prove.</summary>
/// <param name="IsSound">Nothing in it contradicts itself, its statements, or the journal that it was held against.</param>
/// <param name="Message">What is wrong, or what was found, in one sentence.</param>
public sealed record ExcerptFinding(bool IsSound, string Message)
{
    /// <summary>Frames that are shown and whose chain was computed again.</summary>
    public int Shown { get; init; }

    /// <summary>Frames that are hidden.</summary>
    public ulong Hidden { get; init; }

    /// <summary>Stretches of hidden frames.</summary>
    public int Gaps { get; init; }

    /// <summary>Shown frames that a signed statement covers, verified with the key that was given.</summary>
    public int Proven { get; init; }

    /// <summary>Whether it was held against a journal.</summary>
    public bool IsCompared { get; init; }
}
