using System;
using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// What the frames of a journal say, read without the daemon and without its replay: the mode of every scope, the engine's commits, and which
/// gate words the latest life of the daemon was permitted to show, entry by entry.
/// </summary>
internal sealed class JournalWalk
{
    private readonly NodeConfiguration _configuration;
    private readonly List<ulong>[] _permitted;
    private readonly bool[] _required;
    private readonly bool[] _awaiting;
    private readonly byte[] _stages;
    private readonly HashSet<Mode>[] _reached;

    private ChainHash _headHash;

    private JournalWalk(NodeConfiguration configuration, JournalWalk? earlier)
    {
        _configuration = configuration;
        int scopes = configuration.Topology.Scopes.Length;
        NodeCore fresh = new(configuration.Topology, CoreSettingsMapping.Of(configuration));
        _permitted = new List<ulong>[scopes];
        _required = new bool[scopes];
        _awaiting = new bool[scopes];
        _stages = (byte[]?)earlier?._stages.Clone() ?? new byte[scopes];
        Commits = earlier?.Commits ?? new CommitStore();
        Head = earlier?.Head ?? 0;
        _headHash = earlier?._headHash ?? default;
        Transitions = earlier?.Transitions ?? 0;
        _reached = new HashSet<Mode>[scopes];
        Modes = (Mode[]?)earlier?.Modes.Clone() ?? new Mode[scopes];
        LastMoved = (ulong[]?)earlier?.LastMoved.Clone() ?? new ulong[scopes];
        for (int scope = 0; scope < scopes; scope++)
        {
            _permitted[scope] = [];
            _reached[scope] = [];
            _required[scope] = fresh.Inputs.IsAwaiting(scope);
        }
    }

    /// <summary>Modes by scope at the end.</summary>
    public Mode[] Modes { get; }

    /// <summary>Sequence of the latest transition, by scope; 0 before the first.</summary>
    public ulong[] LastMoved { get; }

    /// <summary>The engine's commits, put together from their parts.</summary>
    public CommitStore Commits { get; }

    public ulong Head { get; private set; }

    public long Transitions { get; private set; }

    /// <summary>
    /// Reads a journal whose daemon is dead, on from an earlier walk: the log is cut behind snapshots meanwhile. Fails when a frame is damaged,
    /// or when the head of the earlier walk is no longer what it was.
    /// </summary>
    public static JournalWalk Of(string directory, NodeConfiguration configuration, JournalWalk? earlier = null)
    {
        JournalWalk walk = new(configuration, earlier);
        Assert.True(JournalReader.Open(directory, out JournalReader? reader, out string message), message);
        using (reader)
        {
            ReadStep step;
            while ((step = reader!.TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload)) == ReadStep.Frame)
            {
                walk.Take(header, payload);
            }

            Assert.True(step == ReadStep.End, $"the journal ends with {step}: {reader.Failure?.Message}");
            ulong before = earlier?.Head ?? 0;
            Assert.True(reader.Head.Sequence >= before, $"entry {before} was verified after a kill, the journal ends at {reader.Head.Sequence} now");
        }

        return walk;
    }

    /// <summary>The looser words, seen in this order, that no entry of the latest life permits; empty when every one is in the journal.</summary>
    public List<string> Unpermitted(IEnumerable<(int Scope, ulong Word)> seen)
    {
        int[] at = new int[_permitted.Length];
        List<string> problems = [];
        foreach ((int scope, ulong word) in seen)
        {
            List<ulong> entries = _permitted[scope];
            while (at[scope] < entries.Count && !PermissionWord.IsWithin(word, entries[at[scope]]))
            {
                at[scope]++;
            }

            if (at[scope] == entries.Count)
            {
                problems.Add($"{_configuration.Topology.Scopes[scope].Name} was seen open to {word:x16}, but no entry up to {Head} permits it");
                break;
            }
        }

        return problems;
    }

    /// <summary>Whether an entry of the latest life moved a scope to a mode.</summary>
    public bool Reached(int scope, Mode mode) => _reached[scope].Contains(mode);

    /// <summary>Down in one way only: BSCB to RECOVERY, stage by stage, and from the last to NORMAL. Nobody signs here, so DMM stays.</summary>
    private static bool IsPermitted(in Transition moved) => (moved.From, moved.To) switch
    {
        (Mode.Dmm, _) => moved.To == Mode.Dmm,
        (Mode.Bscb, Mode.Recovery) => moved.ToStage == 0,
        (Mode.Recovery, Mode.Recovery) => moved.ToStage == moved.FromStage + 1,
        (Mode.Recovery, Mode.Normal) => moved.FromStage == PermissionMatrix.LastStage,
        _ => moved.To > moved.From,
    };

    private void Take(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Sequence <= Head)
        {
            Assert.True(header.Sequence < Head || header.Hash == _headHash, $"entry {Head} was verified after a kill and is another one now");
            return;
        }

        // Snapshots are so far apart in these configurations that no life writes two: the log is never cut in front of an unseen entry.
        Assert.True(header.Sequence == Head + 1, $"entries {Head + 1} to {header.Sequence - 1} are gone");
        Head = header.Sequence;
        _headHash = header.Hash;
        CanonicalReader reader = new(payload);
        switch ((EntryKind)header.Kind)
        {
            case EntryKind.Started:
                for (int scope = 0; scope < _permitted.Length; scope++)
                {
                    _reached[scope].Clear();
                    _permitted[scope].Clear();
                    _awaiting[scope] = _required[scope];
                    Note(scope);
                }

                break;
            case EntryKind.InputsSeen:
                EntryCodec.CheckVersion(ref reader);
                reader.I64();
                int seen = reader.I32();
                _awaiting[seen] = false;
                Note(seen);
                break;
            case EntryKind.Transition:
                Transition moved = EntryCodec.ReadTransition(ref reader);
                Transitions++;
                Assert.True(
                    (moved.From, moved.FromStage) == (Modes[moved.Scope], _stages[moved.Scope]),
                    $"entry {header.Sequence} moves scope {moved.Scope} from {moved.From}, it was {Modes[moved.Scope]}");
                Assert.True(IsPermitted(moved), $"entry {header.Sequence}: {moved}");
                _reached[moved.Scope].Add(moved.To);
                Modes[moved.Scope] = moved.To;
                LastMoved[moved.Scope] = header.Sequence;
                _stages[moved.Scope] = moved.ToStage;

                // A stage passes only with fresh inputs, so the entry says both.
                _awaiting[moved.Scope] &= moved.To != Mode.Normal && moved.ToStage == 0;
                Note(moved.Scope);
                break;
            case EntryKind.EngineCommit:
                EntryCodec.CheckVersion(ref reader);
                reader.I64();
                bool continues = Commits.TryTake(reader.I64(), reader.I32(), reader.I32(), reader.Bytes());
                Assert.True(continues, $"entry {header.Sequence} continues no commit");
                break;
            default:
                break;
        }
    }

    private void Note(int scope)
    {
        PermissionMatrix matrix = _configuration.Permissions;
        ulong word = matrix.WordOf(scope == 0, Modes[scope], _stages[scope], containmentOrdered: false);
        _permitted[scope].Add(_awaiting[scope] ? word & matrix.WordOf(isPlatform: false, Mode.Bscb, 0, containmentOrdered: false) : word);
    }
}
