using System.Collections.Generic;
using Basisd.Gate;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// A decision that engines saw on the gate and that the journal lost: permissions are removed before the entry is durable, so a
/// daemon that is killed between the two leaves a scope closed on its page and open in its journal. A restart changes no mode: such
/// a scope is closed again before anything opens. It must never be found in a page whose lowering is in the journal already.
/// </summary>
/// <param name="Scope">Scope index.</param>
/// <param name="Mode">Mode that the page showed: BSCB, or DMM on the platform.</param>
/// <param name="Sequence">Journal sequence in front of the entries that were lost.</param>
public readonly record struct LostTightening(int Scope, Mode Mode, ulong Sequence)
{
    /// <summary>Compares the page of the daemon before with the journal. No page, or one of another boot: nothing is lost.</summary>
    /// <param name="page">Path of the gate page, before it is retired.</param>
    /// <param name="core">The core with the journal replayed.</param>
    /// <param name="replay">The replay.</param>
    /// <param name="epoch">The epoch that the page must carry; null: any.</param>
    public static IReadOnlyList<LostTightening> Find(string page, NodeCore core, JournalReplay replay, ulong? epoch = null)
    {
        List<LostTightening> lost = [];
        using GateReader reader = GateReader.Attach(page);
        if (epoch is { } last && reader.Header().Epoch != last)
        {
            return lost;
        }

        for (int i = 0; i < reader.ScopeCount; i++)
        {
            GateCell cell = reader.Cell(i);
            Mode shown = (Mode)cell.Mode;
            if (shown is not (Mode.Bscb or Mode.Dmm) || !core.Topology.TryFind(cell.Name, out Scope scope))
            {
                continue;
            }

            // The cell names the last entry before its own: what moved the scope stands behind it, if it stands anywhere.
            bool journaled = replay.LastMoved(scope.Index) > cell.Sequence;
            if (!journaled && shown > core.State.Safety.ModeOf(scope.Index))
            {
                lost.Add(new LostTightening(scope.Index, shown, cell.Sequence));
            }
        }

        return lost;
    }
}
