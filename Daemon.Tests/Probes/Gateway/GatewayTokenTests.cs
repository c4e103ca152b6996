using System;
using System.IO;
using Basisd.Probes.Gateway;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

public sealed class GatewayTokenTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-token-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("s3cr-t.ab/c+d==")]
    [InlineData("s3cr-t.ab/c+d==\n")]
    [InlineData("s3cr-t.ab/c+d==\r\n")]
    public void A_token_is_one_line(string text)
    {
        Assert.Equal("s3cr-t.ab/c+d==", GatewayToken.Load(Write(text), out string problem));
        Assert.Empty(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    [InlineData("s3cret\u00e9")]
    [InlineData("s3cret\r\nX-Header: 1")]
    public void Anything_else_is_refused_and_not_shown(string text)
    {
        Assert.Null(GatewayToken.Load(Write(text), out string problem));
        Assert.Contains("must hold one line of 1 to 4096 printable characters", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_length_and_its_readers_are_bounded()
    {
        Assert.Equal(4_096, GatewayToken.Load(Write(new string('x', 4_096) + "\n"), out _)!.Length);
        Assert.Null(GatewayToken.Load(Write(new string('x', 4_097)), out _));
        string open = Write("token");
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Null(GatewayToken.Load(open, out string problem));
        Assert.Contains($"`chmod 0600 {open}`", problem, StringComparison.Ordinal);
        Assert.Null(GatewayToken.Load(Path.Combine(_root.FullName, "none"), out problem));
        Assert.Contains("cannot be read", problem, StringComparison.Ordinal);
        Assert.Null(GatewayToken.Load(_root.FullName, out problem));
        Assert.Contains("cannot be read", problem, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_root.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
