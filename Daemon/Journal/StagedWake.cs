namespace Basisd.Journal;

/// <summary>What a staged frame means for the commit thread.</summary>
internal enum StagedWake
{
    /// <summary>It knows, or will look.</summary>
    None,

    /// <summary>It must be woken when the batch is whole.</summary>
    AtFlush,

    /// <summary>So much is staged that it must be woken at once.</summary>
    Now,
}
