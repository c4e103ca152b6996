namespace Basisd.Host.Configuration;

/// <summary>Bounds of the configuration itself.</summary>
public static class SettingLimits
{
    /// <summary>Largest configuration file, in bytes.</summary>
    public const int FileBytes = 1024 * 1024;

    /// <summary>Most files in <c>conf.d</c>.</summary>
    public const int DropIns = 256;

    /// <summary>Deepest nesting of a file; the settings need five levels.</summary>
    public const int Depth = 16;

    /// <summary>Longest path of a Unix socket: sun_path holds 108 bytes with its final zero.</summary>
    public const int SocketPathBytes = 107;

    /// <summary>Longest path of a file or directory, in bytes.</summary>
    public const int PathBytes = 4095;

    /// <summary>Most items of one array.</summary>
    public const int ArrayItems = 4096;

    /// <summary>Most errors that one load reports; the count of the others is said.</summary>
    public const int Errors = 200;
}
