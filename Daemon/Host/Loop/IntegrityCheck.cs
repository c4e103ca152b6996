using System;
using System.Collections.Generic;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Criterion 2 of a resumption, as far as a node that runs alone can establish it (SPEC 7): the journal is not in fault (its chain was
/// verified at the start, or there would be no node); the state, written and read anew, passes the reader's consistency rules and has the
/// same hash; the gate page that readers map shows, cell by cell, what the core has published; the wall clock has not stepped since the
/// start; binary and configuration are the expected ones, where any are. It does not read the journal again or compare with a replica. It
/// changes nothing.
/// </summary>
public sealed class IntegrityCheck
{
    /// <summary>Step of the wall clock that is an integrity fault (SPEC 5).</summary>
    private const long ClockStepNs = FixedPoint.Second;

    private readonly NodeParts _parts;
    private readonly long _wallAtBoot = WallAtBoot();

    /// <summary>Creates the check; the wall clock of now is what later steps are measured from.</summary>
    public IntegrityCheck(NodeParts parts) => _parts = parts;

    /// <summary>Runs all checks; the loop alone.</summary>
    /// <returns>What failed and how to mend it; empty when all passed.</returns>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (_parts.Journal.Fault is { } fault)
        {
            problems.Add($"the journal is in fault: {fault.Message}");
        }

        Add(problems, _parts.Attestation.Problem.Length > 0 ? _parts.Attestation.Problem + ": run what is attested, or attest what runs" : null);
        Add(problems, State());
        Add(problems, Page());
        long step = WallAtBoot() - _wallAtBoot;
        if (Math.Abs(step) > ClockStepNs)
        {
            problems.Add(
                $"the wall clock has stepped by {step / FixedPoint.Millisecond} ms since the start: set the clock right, then restart the daemon "
                + "(DMM outlasts a restart)");
        }

        return problems;
    }

    private static long WallAtBoot() => BootClock.WallNs() - BootClock.NowNs();

    private static void Add(List<string> problems, string? problem)
    {
        if (problem is not null)
        {
            problems.Add(problem);
        }
    }

    private string? State()
    {
        DurableState state = _parts.Core.State;
        byte[] hash = state.Hash().ToArray();
        CanonicalWriter form = new();
        state.Write(form);
        DurableState copy = new(_parts.Core.Topology, _parts.Configuration.ApprovalsRequired);
        try
        {
            CanonicalReader reader = new(form.Written);
            copy.Read(ref reader);
            reader.End();
        }
        catch (CanonicalFormatException e)
        {
            return $"the state contradicts itself: {e.Message}; stop the node and verify its journal";
        }

        return copy.Hash().SequenceEqual(hash) ? null : "the state, written and read anew, has another hash: stop the node and verify its journal";
    }

    private string? Page()
    {
        using GateReader page = GateReader.Attach(_parts.Gate.Path);
        GateHeader header = page.Header();
        if (page.Result != GateAttachResult.Attached || header.Retired || header.Generation != _parts.Gate.Generation)
        {
            return $"the gate page at {_parts.Gate.Path} is not this node's live page ({page.Result}): restart the daemon";
        }

        foreach (Scope scope in _parts.Core.Topology.Scopes)
        {
            GateCell cell = page.Cell(scope.Index);
            if (cell.Name != scope.Name || cell.Word != _parts.Core.Gate.PublishedOf(scope.Index))
            {
                return $"the gate page shows other permissions for {scope.Name} than the core has published: restart the daemon";
            }
        }

        return null;
    }
}
