namespace Basisd.Gate;

/// <summary>The kind byte of a directory entry. It follows from the name's prefix and is stored for readers that list scopes.</summary>
public enum GateScopeKind : byte
{
    /// <summary>No scope: never on a page.</summary>
    None = 0,

    /// <summary>The name <c>platform</c>; always cell 0.</summary>
    Platform = 1,

    /// <summary><c>module/NAME</c>.</summary>
    Module = 2,

    /// <summary><c>asset/SYM</c>.</summary>
    Asset = 3,

    /// <summary><c>venue/NAME</c>.</summary>
    Venue = 4,

    /// <summary><c>route/NAME</c>.</summary>
    Route = 5,
}
