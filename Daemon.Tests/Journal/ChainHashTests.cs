using System;
using System.Security.Cryptography;
using Basisd.Journal;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>The hash of the chain is SHA-256, whichever way it is computed.</summary>
public sealed class ChainHashTests
{
    [Fact]
    public void EveryLengthGivesTheDigestOfDotNet()
    {
        byte[] bytes = new byte[DigestCalls.LongestRun + 130];
        new Random(11).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            ReadOnlySpan<byte> run = bytes.AsSpan(bytes.Length - length);
            Assert.Equal(ChainHash.Read(SHA256.HashData(run)), ChainHash.Of(run));
        }
    }

    [Fact]
    public void ALongRunIsLeftToDotNet()
    {
        byte[] digest = new byte[DigestCalls.Sha256Bytes];
        Assert.False(DigestCalls.TrySha256(new byte[DigestCalls.LongestRun + 1], digest));
        Assert.False(digest.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void TheLibraryOfThisMachineAnswers()
    {
        if (!DigestCalls.Usable)
        {
            Assert.Skip("no libcrypto.so.3 with SHA256_Init here: .NET hashes");
        }

        byte[] digest = new byte[DigestCalls.Sha256Bytes + 1];
        Assert.True(DigestCalls.TrySha256("abc"u8, digest));
        Assert.Equal(0, digest[^1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => DigestCalls.TrySha256("abc"u8, new byte[DigestCalls.Sha256Bytes - 1]));
    }
}
