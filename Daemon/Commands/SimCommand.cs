using System.CommandLine;

namespace Basisd.Commands;

/// <summary><c>basisd sim</c>: things that the repository makes itself instead of recording or meeting them.</summary>
public static class SimCommand
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("sim", "markets, venues and their faults, made up for tests and demonstrations")
    {
        SimMarketCommand.Create(),
        SimVenueCommand.Create(),
        SimFaultCommand.Create(),
        SimEngineCommand.Create(),
        SimDemoCommand.Create(),
        SimClusterCommand.Create(),
    };
}
