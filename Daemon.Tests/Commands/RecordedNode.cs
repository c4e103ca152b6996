using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Host.Configuration;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Journal;
using Basisd.Tests.Node;

namespace Basisd.Tests.Commands;

/// <summary>A state directory whose journal was written by the real core, with one of most kinds, and the configuration that fits it.</summary>
internal sealed class RecordedNode : IDisposable
{
    public const ushort UnknownKind = 777;

    private readonly JournalDirectory _directory = new();
    private readonly string _configuration = Directory.CreateTempSubdirectory("basisd-names-").FullName;
    private int _written;

    public RecordedNode(string configuration = "{}")
    {
        File.WriteAllText(Config, configuration);
        Rig = new NodeRig(topology: ConfigurationLoader.Load(Config).Configuration!.Topology);
        Rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = Rig.Now, Text = "basisd test, configuration 00"u8 });
        Rig.Live(3);
        Rig.Observe(ObservationKind.BalancePair, 0, 5 * FixedPoint.Scale, 4 * FixedPoint.Scale, 0);
        Rig.Step(new NodeInput { Kind = NodeInputKind.EngineCommit, Now = Rig.Now, Number = 7, Start = 0, Total = 4, Text = "abcd"u8 });
        Rig.Act(NodeInputKind.Pause, "asset/BTC", "maintenance\u001b[31m of the desk");
        Rig.Act(NodeInputKind.Halt, "platform", "all stop");
    }

    public NodeRig Rig { get; }

    public string State => _directory.Path;

    public string Config => Path.Combine(_configuration, "basisd.json");

    public JournalDirectory Journal => _directory;

    /// <summary>The entries as they were appended.</summary>
    public IReadOnlyList<(EntryKind Kind, byte[] Payload)> Entries => Rig.Journal;

    /// <summary>Writes the journal and closes it.</summary>
    public RecordedNode Save(bool unknown = false)
    {
        using NodeJournal journal = _directory.Open();
        Append(journal);
        if (unknown)
        {
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, UnknownKind, [0xca, 0xfe]));
        }

        journal.Close(10_000);
        return this;
    }

    /// <summary>Appends what the core said since the last time.</summary>
    public void Append(NodeJournal journal)
    {
        ulong last = journal.CommittedSequence;
        for (; _written < Entries.Count; _written++)
        {
            last = JournalDirectory.Append(journal, (ushort)Entries[_written].Kind, Entries[_written].Payload);
        }

        JournalDirectory.Committed(journal, last);
    }

    public void Dispose()
    {
        _directory.Dispose();
        Directory.Delete(_configuration, recursive: true);
    }
}
