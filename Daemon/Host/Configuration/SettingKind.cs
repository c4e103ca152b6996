namespace Basisd.Host.Configuration;

/// <summary>What a setting holds and how it is written.</summary>
public enum SettingKind
{
    /// <summary>A name or free text; the bounds are its length in UTF-8 bytes.</summary>
    Text,

    /// <summary>An absolute path.</summary>
    Path,

    /// <summary>An absolute path of a Unix socket, at most 107 bytes.</summary>
    SocketPath,

    /// <summary>A numeric address and a port, for example <c>127.0.0.1:9465</c>.</summary>
    Endpoint,

    /// <summary>An absolute http or https address.</summary>
    Url,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A ratio in parts per million, a whole number; the key's name ends in <c>_ppm</c>.</summary>
    Ppm,

    /// <summary>A duration as text with its unit, for example <c>"250ms"</c>; held in nanoseconds.</summary>
    Duration,

    /// <summary>A size as text with its unit, for example <c>"64MiB"</c>, or a whole number of bytes.</summary>
    Bytes,

    /// <summary>One of a few words.</summary>
    Choice,
}
