using Basisd.Host.Logging;

namespace Basisd.Host.Loop;

/// <summary>Says once, when it changes, what is wrong with the journal's disk while the node protects. Looks only; refuses nothing itself.</summary>
internal sealed class JournalWatch(NodeParts parts)
{
    private bool _below;
    private string? _refused;

    /// <summary>Looks; a few times a second is enough.</summary>
    public void Look()
    {
        long free = parts.Journal.FreeBytes >> 20;
        if (parts.Journal.BelowFloor != _below)
        {
            _below = !_below;
            long floor = parts.Configuration.Journal.FreeSpaceFloorBytes >> 20;
            string directory = parts.Configuration.Node.StateDirectory;
            if (_below)
            {
                parts.Log.Post(log => log.Of(LogEvents.SpaceLow).Error(
                    "{FreeMiB} MiB are free in {Directory}, below the floor of {FloorMiB} MiB: engine commits are refused, protection goes on; "
                    + "make room",
                    free, directory, floor));
            }
            else
            {
                parts.Log.Post(log => log.Of(LogEvents.SpaceLow).Information(
                    "{FreeMiB} MiB are free in {Directory} again: engine commits are accepted", free, directory));
            }
        }

        string? refused = parts.Journal.CutRefused;
        if (refused != _refused)
        {
            _refused = refused;
            if (refused is not null)
            {
                parts.Log.Post(log => log.Of(LogEvents.JournalDamaged).Error(
                    "{Problem}; the node goes on, but another start may fail: export the journal and repair it", refused));
            }
        }
    }
}
