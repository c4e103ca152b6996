namespace Basisd.Host.Configuration;

/// <summary>Where the default of a setting comes from; <c>config show</c> marks it.</summary>
public enum SettingSource
{
    /// <summary>An engineering default of this project.</summary>
    Default,

    /// <summary>A number of the source documents.</summary>
    Seed,
}
