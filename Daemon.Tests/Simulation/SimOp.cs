namespace Basisd.Tests.Simulation;

/// <summary>What is asked of the disk. Those up to <see cref="DeviceWrite"/> change something and are numbered for crashes and faults.</summary>
internal enum SimOp
{
    Create,
    Write,
    Truncate,
    Sync,
    Rename,
    Unlink,
    SyncDirectory,
    DeviceWrite,
    Read,
    Open,
    List,
}
