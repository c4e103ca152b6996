namespace Basisd.Host.Configuration;

/// <summary>Kinds of JSON values.</summary>
internal enum ConfigNodeKind
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary><c>null</c>.</summary>
    Null,
}
