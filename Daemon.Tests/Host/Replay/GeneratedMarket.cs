using System;
using System.IO;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>A generated market in a folder of its own, for the tests of one class.</summary>
public sealed class GeneratedMarket : IDisposable
{
    public GeneratedMarket()
    {
        Path = Directory.CreateTempSubdirectory("basisd-generated-").FullName;
        Assert.Equal(0, Verb.Run("sim", "market", "--seed", "1", "--out", Path).Code);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
