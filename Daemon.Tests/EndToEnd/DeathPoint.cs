namespace Basisd.Tests.EndToEnd;

/// <summary>Where an engine dies over a command.</summary>
internal enum DeathPoint
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Before it does anything.</summary>
    BeforeDoing,

    /// <summary>When it is done, before it says so.</summary>
    BeforeAnswer,

    /// <summary>Right behind its answer.</summary>
    BehindAnswer,
}
