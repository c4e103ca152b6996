using System.Globalization;
using Basisd.Linux;

namespace Basisd.Host.Logging;

/// <summary>
/// Whether standard error goes to the journal. systemd passes the device and inode of the stream in JOURNAL_STREAM; the variable alone
/// proves nothing, since every redirected child inherits it.
/// </summary>
public static class JournalStream
{
    private const int StandardError = 2;

    /// <summary>Whether standard error is the stream that the variable names.</summary>
    /// <param name="variable">Value of JOURNAL_STREAM.</param>
    /// <param name="descriptor">The descriptor to compare; standard error.</param>
    public static bool IsConnected(string? variable, int descriptor = StandardError)
    {
        int colon = variable?.IndexOf(':', System.StringComparison.Ordinal) ?? -1;
        return colon > 0
            && ulong.TryParse(variable![..colon], NumberStyles.None, CultureInfo.InvariantCulture, out ulong device)
            && ulong.TryParse(variable[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
            && FileIdentity.Of(descriptor) == new FileIdentity(device, inode);
    }
}
