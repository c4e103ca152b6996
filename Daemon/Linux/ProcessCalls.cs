using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>Who this process is.</summary>
public static partial class ProcessCalls
{
    /// <summary>Effective user id.</summary>
    public static uint EffectiveUserId() => GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
