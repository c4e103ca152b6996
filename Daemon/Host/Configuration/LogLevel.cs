namespace Basisd.Host.Configuration;

/// <summary>Least level that is logged.</summary>
public enum LogLevel
{
    /// <summary>Everything.</summary>
    Verbose = 0,

    /// <summary>For developers.</summary>
    Debug = 1,

    /// <summary>What an operator wants to know.</summary>
    Information = 2,

    /// <summary>What an operator should look at.</summary>
    Warning = 3,

    /// <summary>What an operator must act on.</summary>
    Error = 4,
}
