using Xunit;

namespace Basisd.Tests.Documents;

/// <summary>
/// The tour runs a market at sixty times its speed: what is late by a tenth of a second is late by six there. It runs when nothing else does.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveDocuments
{
    public const string Name = "documents live";
}
