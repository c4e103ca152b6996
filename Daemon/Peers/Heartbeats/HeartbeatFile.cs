namespace Basisd.Peers.Heartbeats;

/// <summary>
/// The file of the heartbeats' keys, read again when it is replaced: a key is changed without a restart. A file that cannot be used changes nothing;
/// the next look tries again. Owned by the thread that owns the socket.
/// </summary>
public sealed class HeartbeatFile
{
    private readonly string _path;
    private long _seen;
    private bool _isBehind;

    private HeartbeatFile(string path, long seen, HeartbeatKeys keys, FileInUse inUse)
    {
        _path = path;
        _seen = seen;
        Keys = keys;
        InUse = inUse;
    }

    /// <summary>The keys in use.</summary>
    public HeartbeatKeys Keys { get; private set; }

    /// <summary>The file as it was when they were read.</summary>
    public FileInUse InUse { get; private set; }

    /// <summary>Reads it for the first time.</summary>
    /// <param name="path">The file; nobody else may read it.</param>
    /// <param name="problem">What is wrong, where, and how to mend it; empty when the keys were loaded.</param>
    /// <returns>The file, or null.</returns>
    public static HeartbeatFile? Load(string path, out string problem)
    {
        long seen = FileInUse.WrittenAt(path);
        return SecretFile.Read(path, out problem) is { } text && HeartbeatKeys.Parse(path, text, out problem) is { } keys
            ? new HeartbeatFile(path, seen, keys, FileInUse.Of(path, text))
            : null;
    }

    /// <summary>Reads it again if it was replaced since, or if the last reading failed. Cheap; to be called every few seconds.</summary>
    /// <param name="problem">Why the keys before stay; empty for nothing.</param>
    /// <returns>Whether <see cref="Keys"/> are others than before.</returns>
    public bool Look(out string problem)
    {
        problem = "";
        long written = FileInUse.WrittenAt(_path);
        if (written == _seen && !_isBehind)
        {
            return false;
        }

        _seen = written;
        HeartbeatFile? read = Load(_path, out problem);
        _isBehind = read is null;
        if (read is null || read.InUse == InUse)
        {
            return false;
        }

        Keys = read.Keys;
        InUse = read.InUse;
        return true;
    }
}
