using System;
using System.IO;

namespace Basisd.Tests.Simulation;

/// <summary>What the simulation asks of the machine it runs on.</summary>
internal static class Machine
{
    /// <summary>A build server: everything is done in full.</summary>
    public static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The terminal behind this process, whatever its output goes to; null when there is none.</summary>
    public static TextWriter? Terminal()
    {
        try
        {
            return new StreamWriter(new FileStream("/dev/tty", FileMode.Open, FileAccess.Write)) { AutoFlush = true };
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
