using System;
using System.IO;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// What a report is read from: the journal of a state directory, of a stopped or a running node, or a file of exported frames. Every frame that it
/// gives has its chain verified. It writes nothing.
/// </summary>
public sealed class ReportSource : IDisposable
{
    private readonly JournalWalk? _walk;
    private readonly FrameFileReader? _file;
    private ChainHash _previous;

    private ReportSource(string path, JournalWalk? walk, FrameFileReader? file, ChainHash before)
    {
        Path = path;
        _walk = walk;
        _file = file;
        _previous = before;
    }

    /// <summary>The directory or the file.</summary>
    public string Path { get; }

    /// <summary>The journal.</summary>
    public JournalId Id => _walk?.Id ?? _file!.Id;

    /// <summary>First sequence that it has.</summary>
    public ulong First => _walk?.FirstKept ?? _file!.First;

    /// <summary>Entries that a running node cut away before they were read.</summary>
    public ulong Lost => _walk?.Lost ?? 0;

    /// <summary>What is wrong, once <see cref="Next"/> gave nothing more; empty when nothing is.</summary>
    public string Problem => _walk?.Problem ?? _file!.Problem ?? string.Empty;

    /// <summary>Opens a source.</summary>
    /// <param name="path">A state directory, or a file of <c>basisd journal export --frames</c>.</param>
    /// <param name="problem">Why there is none; null when there is.</param>
    public static ReportSource? Open(string path, out JournalProblem? problem)
    {
        if (File.Exists(path))
        {
            FrameFileReader? file = FrameFileReader.Open(path, out string message);
            problem = file is null ? new JournalProblem(message, IsIntegrity: false) : null;
            return file is null ? null : new ReportSource(path, null, file, default);
        }

        JournalWalk? walk = JournalWalk.Open(path, out problem);
        return walk is null ? null : new ReportSource(path, walk, null, walk.BeforeFirst);
    }

    /// <summary>The topology that the frames were written with; null where they do not say.</summary>
    /// <param name="path">What <see cref="Open"/> takes.</param>
    public static byte[]? TopologyOf(string path)
    {
        using ReportSource? source = Open(path, out _);
        byte[]? found = null;
        while (source is not null && found is null && source.Next(out HeldFrame frame))
        {
            found = JournalTopology.In(frame.Header.Kind, frame.Payload);
        }

        return found;
    }

    /// <summary>The next frame.</summary>
    /// <returns>False at the end, or where it is hurt, see <see cref="Problem"/>.</returns>
    public bool Next(out HeldFrame frame)
    {
        FrameHeader header;
        ReadOnlySpan<byte> payload;
        ChainHash before = _previous;
        bool more;
        if (_walk is not null)
        {
            more = _walk.Next(out header, out payload) == ReadStep.Frame;
            before = more ? ChainHash.Read(_walk.FrameBytes[FrameFormat.PreviousOffset..]) : before;
        }
        else
        {
            more = _file!.TryNext(out header, out ReadOnlySpan<byte> bytes);
            payload = more ? bytes.Slice(FrameFormat.HeaderBytes, header.PayloadLength) : default;
            before = more ? ChainHash.Read(bytes[FrameFormat.PreviousOffset..]) : before;
        }

        _previous = more ? header.Hash : before;
        frame = more ? new HeldFrame(header, payload.ToArray(), before) : new HeldFrame(default, [], before);
        return more;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _walk?.Dispose();
        _file?.Dispose();
    }
}
