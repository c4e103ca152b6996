using System;
using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary>What a journal is held against: statements about its head, or exported frames, with the key that must have signed.</summary>
internal sealed class AgainstFile : IDisposable
{
    private readonly IReadOnlyList<SignedHead> _heads;
    private readonly FrameFileReader? _frames;
    private readonly HeadKey? _key;

    private AgainstFile(string path, IReadOnlyList<SignedHead> heads, FrameFileReader? frames, HeadKey? key)
    {
        Path = path;
        _heads = heads;
        _frames = frames;
        _key = key;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether signatures are verified.</summary>
    public bool ChecksSignatures => _key is not null;

    /// <summary>Opens what is named.</summary>
    /// <param name="path">Statements or frames.</param>
    /// <param name="keyPath">The public key, or null.</param>
    /// <param name="problem">What is wrong with them; empty when nothing.</param>
    public static AgainstFile? Open(string path, string? keyPath, out string problem)
    {
        problem = string.Empty;
        HeadKey? key = keyPath is null ? null : HeadKey.LoadPublic(keyPath, out problem);
        if (problem.Length > 0)
        {
            return null;
        }

        if (FrameFileReader.Open(path, out _) is { } frames)
        {
            if (key is null)
            {
                return new AgainstFile(path, [], frames, null);
            }

            frames.Dispose();
            key.Dispose();
            problem = $"{path} has frames, which carry no signature of their own: leave --key out, or name statements of `basisd journal head`";
            return null;
        }

        if (HeadFile.Read(path, out problem) is { } heads)
        {
            return new AgainstFile(path, heads, null, key);
        }

        key?.Dispose();
        return null;
    }

    /// <summary>Compares a journal.</summary>
    public HeadFinding Compare(string directory) =>
        _frames is not null ? HeadCheck.Frames(directory, _frames) : HeadCheck.Statements(directory, _heads, _key);

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames?.Dispose();
        _key?.Dispose();
    }
}
