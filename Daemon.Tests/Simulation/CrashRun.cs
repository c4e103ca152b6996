using System;
using System.Globalization;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>
/// One seed: a journal lives a few lives on a simulated disk, each ending in a clean stop, a kill, a power loss or a failing device; at last the
/// disk may be damaged. After each of them the journal must hold what it called committed, or say what it lost (R-11.3, R-11.4).
/// What runs is the room as it is: staging, frames, groups, FasterLog with its allocator and commit path, anchors, housekeeping, recovery, replay.
/// Simulated are the disk, FASTER's device, and the threads, whose steps are taken here in the order of the seed.
/// </summary>
internal sealed class CrashRun
{
    /// <summary>Small, so that pages and segments end often.</summary>
    public static readonly JournalGeometry Geometry = new(16, 17);

    private static readonly JournalId s_identity = new(0x1111_2222_3333_4444, 0x5555_6666_7777_8888);
    private readonly SimRandom _random;
    private readonly SimDisk _disk;
    private readonly RunPlan _plan;
    private readonly RunModel _model = new();
    private readonly JournalGround _ground;
    private NodeJournal? _journal;
    private bool _everOpened;
    private bool _tornPossible;

    private CrashRun(ulong seed, Mutation mutation)
    {
        _random = new SimRandom(seed);
        _plan = RunPlan.Draw(_random);
        _disk = new SimDisk(_random.Next()) { Lies = mutation.Lies, Crashing = Witness };
        _ground = new JournalGround { Disk = _disk, Stepped = true, Without = mutation.Guard, Identity = s_identity };
    }

    /// <summary>Runs a seed.</summary>
    /// <returns>Null, or which promise was broken.</returns>
    public static string? Run(ulong seed, Mutation? mutation = null)
    {
        CrashRun run = new(seed, mutation ?? Mutation.None);
        try
        {
            run.Live();
            return null;
        }
        catch (SimViolation violation)
        {
            return violation.Message;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return error.ToString();
        }
        finally
        {
            run.Abandon();
        }
    }

    private void Live()
    {
        for (int life = 0; life < _plan.Lives; life++)
        {
            bool last = life == _plan.Lives - 1;
            Ending ending = (Ending)_random.Below(5);
            if (ending == Ending.Faulty)
            {
                Plague();
            }
            else if (ending != Ending.Clean)
            {
                _disk.CrashAt = _disk.Changes + _random.Below(_random.OneIn(3) ? 25 : 4 + (_plan.Steps * 3));
            }

            bool clean = Spend(ending);
            _disk.Restart();
            if (ending is Ending.PowerLoss or Ending.PowerLossAgain || (ending == Ending.Faulty && _random.OneIn(2)))
            {
                _disk.LosePower();
            }

            if (last && _random.OneIn(2))
            {
                CheckDamaged(clean);
                return;
            }
        }

        CheckWhole(Open(), thenUse: true);
    }

    /// <summary>One life of the process.</summary>
    /// <returns>Whether it ended cleanly, with everything committed and anchored.</returns>
    private bool Spend(Ending ending)
    {
        JournalOpenResult opened = Open();
        if (_disk.Dead || (opened.Journal is null && _disk.Faulted && opened.Status != JournalOpenStatus.IntegrityFailure))
        {
            Abandon();
            _tornPossible = true;
            return false;
        }

        CheckWhole(opened, thenUse: false);
        JournalWork work = new(_journal!, _ground, _model, _random, _plan);
        for (int step = 0; step < _plan.Steps && !_disk.Dead && _journal!.Fault is null; step++)
        {
            work.Step();
            Witness();
        }

        if (!_disk.Dead && ending is Ending.Kill or Ending.PowerLoss or Ending.PowerLossAgain)
        {
            _disk.CrashAt = _disk.Changes;
        }

        _tornPossible = true;
        return Close(ending) && ending == Ending.Clean;
    }

    private bool Close(Ending ending)
    {
        JournalFault? seen = _journal!.Fault;
        if (seen is not null && _journal.TryAppend(1, 1, 1, default, out _))
        {
            throw new SimViolation("a frame was taken after a fault");
        }

        bool faulted = _disk.Faulted;
        Drain(_journal);
        JournalFault? fault = _journal.Close(1_000);
        bool died = _disk.Dead;
        if (!died)
        {
            Acknowledge(_journal);
        }

        ulong appended = _journal.Appended.Sequence;
        _journal = null;
        if (fault is not null)
        {
            return died || faulted || _disk.Faulted ? false : throw new SimViolation($"a fault out of nothing: {fault.Message}");
        }

        if (!died && _model.Acknowledged != appended)
        {
            throw new SimViolation(Say($"closed without a fault at {_model.Acknowledged} although {appended} were appended"));
        }

        _tornPossible = died || ending == Ending.Faulty;
        return !died;
    }

    /// <summary>What the world outside can have seen until now.</summary>
    private void Witness()
    {
        if (!_disk.Dead && _journal is { } journal)
        {
            Acknowledge(journal);
        }
    }

    private void Acknowledge(NodeJournal journal) => _model.Acknowledged = Math.Max(_model.Acknowledged, journal.CommittedSequence);

    private JournalOpenResult Open()
    {
        JournalOpenResult result = NodeJournal.Open(
            new JournalOptions { Directory = SimDisk.Root, Geometry = Geometry, FreeFloorBytes = 0, Ground = _ground });
        _journal = result.Journal;
        return result;
    }

    /// <summary>No damage: everything that was acknowledged is there, and nothing is called lost.</summary>
    private void CheckWhole(JournalOpenResult opened, bool thenUse)
    {
        if (opened.Journal is null)
        {
            throw new SimViolation($"not opened, {opened.Status}: {opened.Message}");
        }

        RecoveryReport report = opened.Report!;
        if (report.Created && (_everOpened || _model.Acknowledged > 0))
        {
            throw new SimViolation("an empty journal was started where one was");
        }

        if (report.LastSequence < _model.Acknowledged)
        {
            throw new SimViolation(Say($"{_model.Acknowledged} was acknowledged, recovery ended at {report.LastSequence}"));
        }

        if (report.LastSequence > _model.Appended)
        {
            throw new SimViolation(Say($"recovery ended at {report.LastSequence}, only {_model.Appended} were appended"));
        }

        if (report.DroppedBytes > 0 && (!_tornPossible || report.LastSequence == _model.Appended))
        {
            throw new SimViolation(Say($"{report.DroppedBytes} bytes were called lost ({report.DropReason}) although nothing was"));
        }

        CheckContent(opened);
        _everOpened |= !_disk.Dead;
        if (thenUse)
        {
            Use();
        }
    }

    private void CheckContent(JournalOpenResult opened)
    {
        Replayed replayed = new();
        ReplayReport report = opened.Journal!.Replay(replayed);
        ulong last = report.IsWhole ? report.Last : throw new SimViolation(report.Message);
        if (last != opened.Report!.LastSequence)
        {
            throw new SimViolation(Say($"replay ended at {last}, recovery at {opened.Report.LastSequence}"));
        }

        _model.Check(replayed, last);
        if (_random.OneIn(3) && JournalVerifier.Verify(_ground, SimDisk.Root) is { Sound: false } unsound && !_disk.Dead && !_disk.Faulted)
        {
            throw new SimViolation($"opened, but not sound: {unsound.Message}");
        }

        _model.Recovered(last);
    }

    /// <summary>A journal that opened must go on: one frame more, a clean stop, everything there again.</summary>
    private void Use()
    {
        byte[] payload = [1, 2, 3];
        if (!_journal!.TryAppend(9, 1, 1, payload, out ulong sequence))
        {
            throw new SimViolation("the recovered journal takes no frame");
        }

        _model.Frame(sequence, 9, payload);
        Drain(_journal);
        if (_journal.Close(1_000) is { } fault)
        {
            throw new SimViolation($"the recovered journal cannot go on: {fault.Message}");
        }

        Acknowledge(_journal);
        _tornPossible = false;
        CheckWhole(Open(), thenUse: false);
    }

    private void CheckDamaged(bool clean)
    {
        Damage damage = new(_disk, _random);
        string? what = damage.Do();
        if (what is null)
        {
            CheckWhole(Open(), thenUse: true);
            return;
        }

        JournalOpenResult opened = Open();
        try
        {
            if (opened.Journal is null)
            {
                CheckRefused(opened, damage);
                return;
            }

            ulong last = opened.Report!.LastSequence;
            if (opened.Report.Created || damage.MustRefuse)
            {
                throw new SimViolation("it was opened as if nothing were wrong");
            }

            bool tail = damage.MayTakeForTornTail && opened.Report.DroppedBytes > 0 && last + 1 >= damage.LastGroupFirst;
            if (last < _model.Acknowledged && !tail)
            {
                throw new SimViolation(Say($"{_model.Acknowledged} was acknowledged, it was opened at {last}"));
            }

            if (opened.Report.DroppedBytes > 0 && last == _model.Appended && !damage.MayTakeForTornTail)
            {
                throw new SimViolation(Say($"{opened.Report.DroppedBytes} bytes were called lost although nothing was"));
            }

            Replayed replayed = new();
            if (damage.FlakyReplay)
            {
                _disk.FlipReadAt = _disk.Reads + _random.Below(4);
            }

            CheckReplay(opened, replayed, last, damage);
        }
        catch (SimViolation violation)
        {
            throw new SimViolation($"after {what}{(clean ? " and a clean stop" : string.Empty)}: {violation.Message}");
        }
    }

    private void CheckReplay(JournalOpenResult opened, Replayed replayed, ulong last, Damage damage)
    {
        if (opened.Journal!.Replay(replayed) is { IsWhole: false } noticed)
        {
            if (damage.Flaky)
            {
                return;
            }

            throw new SimViolation(noticed.Message);
        }

        _model.Check(replayed, last);
        _model.Recovered(last);
        if (!damage.Flaky)
        {
            Use();
        }
    }

    private void CheckRefused(JournalOpenResult opened, Damage damage)
    {
        bool proper = opened.Status == JournalOpenStatus.IntegrityFailure || (damage.Flaky && opened.Status == JournalOpenStatus.DeviceError);
        if (!proper || opened.Message.Length == 0 || damage.MustOpen)
        {
            throw new SimViolation($"{opened.Status}: {opened.Message}");
        }
    }

    /// <summary>Commits what is staged, as the threads of a running node would, the housekeeper in between.</summary>
    private static void Drain(NodeJournal journal)
    {
        bool more = true;
        while (more && journal.Fault is null)
        {
            journal.StepSegment();
            more = journal.StepCommit();
        }
    }

    private void Plague()
    {
        int errno = _random.Below(3) switch { 0 => Linux.Errno.NoSpace, 1 => Linux.Errno.ReadOnlyFileSystem, _ => Linux.Errno.InputOutput };
        long at = _disk.Changes + _random.Below(_random.OneIn(3) ? 25 : 4 + (_plan.Steps * 2));
        _disk.Fault = new SimFault(at, errno, Partly: _random.OneIn(2), Lasting: _random.OneIn(2));
    }

    private void Abandon()
    {
        if (_journal is { } journal)
        {
            _journal = null;
            Drain(journal);
            _ = journal.Close(1_000);
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private enum Ending
    {
        Clean,
        Kill,
        PowerLoss,
        PowerLossAgain,
        Faulty,
    }
}
