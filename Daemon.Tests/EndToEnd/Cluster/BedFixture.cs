using System;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>One bed for all tests of a class, made by the first one that is not skipped.</summary>
public sealed class BedFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private ClusterBed? _bed;

    /// <summary>The bed, whole.</summary>
    internal async Task<ClusterBed> BedAsync()
    {
        await _one.WaitAsync();
        try
        {
            _bed ??= await ClusterBed.StartAsync();
            await _bed.WholeAsync("the test before");
            return _bed;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_bed?.DisposeAsync() ?? ValueTask.CompletedTask);
        _one.Dispose();
    }
}
