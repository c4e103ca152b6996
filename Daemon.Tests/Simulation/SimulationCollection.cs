using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>Tests that take every processor for seconds: they run by themselves, so that no other test's deadline pays for it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SimulationCollection
{
    public const string Name = "simulation";
}
