namespace Basisd.Engine;

/// <summary>Where the gateway takes core time from, to judge source times and to answer a hello.</summary>
public interface IEngineClock
{
    /// <summary>Core time, Unix nanoseconds. Must not throw, allocate or wait.</summary>
    long CoreNowNs();
}
