using System.Runtime.CompilerServices;
using System.Threading;

namespace Basisd.Tests;

/// <summary>What every test may count on: pool threads that are there at once, as the daemon's own process has them.</summary>
internal static class TestProcess
{
    private const int PoolThreads = 32;

    [ModuleInitializer]
    internal static void Start() => ThreadPool.SetMinThreads(PoolThreads, PoolThreads);
}
