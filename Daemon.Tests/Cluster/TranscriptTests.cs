using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>
/// Transcripts of one node's core: what it is told, and every effect, with the time. A changed rule shows as a diff that a person reads.
/// <c>BASISD_SCENARIOS=write</c> writes them anew.
/// </summary>
public sealed class TranscriptTests
{
    private static readonly string s_folder = Repository.File("Daemon.Tests/Cluster/Transcripts");

    public static TheoryData<string> Names() =>
        new(Directory.GetFiles(s_folder, "*.txt").Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_transcript_is_what_the_core_does(string name)
    {
        string path = Path.Combine(s_folder, name);
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        string played = ClusterScript.Play(text.Split('\n'));
        if (Environment.GetEnvironmentVariable("BASISD_SCENARIOS") == "write")
        {
            await File.WriteAllTextAsync(path, played, TestContext.Current.CancellationToken);
            Assert.Skip($"{name} was written anew; read its diff");
        }

        Assert.Equal(text, played);
    }
}
