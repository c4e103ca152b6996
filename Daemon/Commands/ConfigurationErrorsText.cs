using System.IO;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>Says everything that is wrong with a configuration at once.</summary>
public static class ConfigurationErrorsText
{
    /// <summary>Writes errors and warnings.</summary>
    /// <returns>Whether there is a configuration to go on with.</returns>
    public static bool Report(ConfigurationResult loaded, TextWriter error)
    {
        foreach (string warning in loaded.Warnings)
        {
            error.WriteLine($"basisd: warning: {warning}");
        }

        foreach (ConfigurationError problem in loaded.Errors)
        {
            error.WriteLine($"basisd: {problem}");
        }

        return loaded.Configuration is not null;
    }
}
