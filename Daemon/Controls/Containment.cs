using System;
using Basisd.Safety;

namespace Basisd.Controls;

/// <summary>
/// The one containment that may run (SPEC 8): every open order of a scope is cancelled, that is confirmed, and then the exposure is reduced slice
/// by slice as planned. Durable: each step is an entry of the journal, and what comes next follows from it and from <see cref="CommandBook"/>
/// alone. It sends nothing, plans nothing, and never tells a slice before the one before it is confirmed.
/// </summary>
public sealed class Containment
{
    /// <summary>Most slices of one plan: what one entry of the journal holds. What is left over is planned again.</summary>
    public const int MaxSlices = 256;

    /// <summary>Most positions with a target of their own.</summary>
    public const int MaxTargets = 256;

    private readonly ReductionSlice[] _slices = new ReductionSlice[MaxSlices];
    private readonly ReductionTarget[] _targets = new ReductionTarget[MaxTargets];
    private int _count;
    private int _targetCount;

    /// <summary>Number of the latest containment, from 1; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>Where it stands.</summary>
    public ContainmentStep Step { get; private set; }

    /// <summary>Scope that is contained.</summary>
    public int Scope { get; private set; }

    /// <summary>DMM episode that asked for it; 0: an operator did.</summary>
    public long Episode { get; private set; }

    /// <summary>The latest DMM episode that was contained, so that none is contained twice.</summary>
    public long ContainedEpisode { get; private set; }

    /// <summary>Core time of the latest step, Unix nanoseconds.</summary>
    public long SteppedAt { get; private set; }

    /// <summary>What is to be left of each position; none where everything is to be reduced to zero.</summary>
    public ReadOnlySpan<ReductionTarget> Targets => _targets.AsSpan(0, _targetCount);

    /// <summary>The command that is under way or was told last; 0 before the first.</summary>
    public long CommandId { get; private set; }

    /// <summary>What binds the plan while there is none.</summary>
    public ReductionConstraint Constraint { get; private set; }

    /// <summary>The position that it binds, -1 where it is not about one.</summary>
    public int ConstraintPosition { get; private set; } = -1;

    /// <summary>Core time of the plan, Unix nanoseconds.</summary>
    public long PlannedAt { get; private set; }

    /// <summary>Index of the next slice.</summary>
    public int Next { get; private set; }

    /// <summary>The slices of the plan.</summary>
    public ReadOnlySpan<ReductionSlice> Slices => _slices.AsSpan(0, _count);

    /// <summary>Whether there was ever one.</summary>
    public bool HasAny => Number != 0;

    /// <summary>Begins one.</summary>
    /// <param name="scope">Scope that is contained.</param>
    /// <param name="targets">What is to be left of each position; none: everything goes to zero.</param>
    /// <param name="episode">DMM episode that asks for it; 0: an operator does.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <returns>False if one runs already.</returns>
    public bool Begin(int scope, ReadOnlySpan<ReductionTarget> targets, long episode, long now)
    {
        if (Step != ContainmentStep.Idle || targets.Length > MaxTargets)
        {
            return false;
        }

        Number++;
        Step = ContainmentStep.Cancelling;
        Scope = scope;
        targets.CopyTo(_targets);
        _targetCount = targets.Length;
        Episode = episode;
        ContainedEpisode = Math.Max(ContainedEpisode, episode);
        SteppedAt = now;
        CommandId = 0;
        Unplan();
        return true;
    }

    /// <summary>Notes the command that it told.</summary>
    /// <returns>False if it is not its turn.</returns>
    public bool Told(in Command command)
    {
        switch (Step)
        {
            case ContainmentStep.Cancelling when CommandId == 0 && command.Kind == CommandKind.CancelAll:
                break;
            case ContainmentStep.Reducing when Next < _count && command.Kind == CommandKind.Reduce:
                Next++;
                break;
            default:
                return false;
        }

        CommandId = command.Id;
        SteppedAt = command.IssuedAt;
        return true;
    }

    /// <summary>The orders are gone, or the exposure is not what the plan rests on any more: the slices are to be planned.</summary>
    /// <returns>False if none runs.</returns>
    public bool ToPlan(long now)
    {
        if (Step == ContainmentStep.Idle || (Step == ContainmentStep.Cancelling && CommandId == 0))
        {
            return false;
        }

        Step = ContainmentStep.Planning;
        SteppedAt = now;
        Unplan();
        return true;
    }

    /// <summary>Takes the plan.</summary>
    /// <returns>False if none is wanted, or there is nothing in it.</returns>
    public bool Plan(ReadOnlySpan<ReductionSlice> slices, long now)
    {
        if (Step != ContainmentStep.Planning || slices.Length is 0 or > MaxSlices)
        {
            return false;
        }

        Unplan();
        slices.CopyTo(_slices);
        _count = slices.Length;
        Step = ContainmentStep.Reducing;
        PlannedAt = now;
        return true;
    }

    /// <summary>Notes that there is no plan, and what binds.</summary>
    /// <returns>False if none is wanted.</returns>
    public bool NoPlan(ReductionConstraint constraint, int position)
    {
        if (Step != ContainmentStep.Planning || constraint == ReductionConstraint.None)
        {
            return false;
        }

        Constraint = constraint;
        ConstraintPosition = position;
        return true;
    }

    /// <summary>Ends it.</summary>
    /// <returns>False if none runs.</returns>
    public bool End(long now)
    {
        if (Step == ContainmentStep.Idle)
        {
            return false;
        }

        Step = ContainmentStep.Idle;
        SteppedAt = now;
        Unplan();
        return true;
    }

    /// <summary>Writes it.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(Number);
        writer.U8((byte)Step);
        writer.I32(Scope);
        writer.I64(Episode);
        writer.I64(ContainedEpisode);
        writer.I64(SteppedAt);
        writer.I64(CommandId);
        writer.U8((byte)Constraint);
        writer.I32(ConstraintPosition);
        writer.I64(PlannedAt);
        writer.I32(Next);
        WriteSlices(writer, Slices);
        WriteTargets(writer, Targets);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CanonicalFormatException">More slices than a plan holds.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Number = reader.I64();
        Step = (ContainmentStep)reader.U8();
        Scope = reader.I32();
        Episode = reader.I64();
        ContainedEpisode = reader.I64();
        SteppedAt = reader.I64();
        CommandId = reader.I64();
        Constraint = (ReductionConstraint)reader.U8();
        ConstraintPosition = reader.I32();
        PlannedAt = reader.I64();
        Next = reader.I32();
        _count = ReadSlices(ref reader, _slices);
        _targetCount = ReadTargets(ref reader, _targets);
    }

    /// <summary>Writes the slices of a plan.</summary>
    public static void WriteSlices(CanonicalWriter writer, ReadOnlySpan<ReductionSlice> slices)
    {
        writer.I32(slices.Length);
        foreach (ref readonly ReductionSlice slice in slices)
        {
            writer.I32(slice.Position);
            writer.I64(slice.Quantity);
            writer.I64(slice.NotBeforeNs);
        }
    }

    /// <summary>Reads the slices of a plan.</summary>
    /// <param name="reader">Where they stand.</param>
    /// <param name="into">Room for <see cref="MaxSlices"/>.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="CanonicalFormatException">More than a plan holds.</exception>
    public static int ReadSlices(ref CanonicalReader reader, Span<ReductionSlice> into)
    {
        int count = reader.Count(MaxSlices);
        for (int i = 0; i < count; i++)
        {
            into[i] = new ReductionSlice(reader.I32(), reader.I64(), reader.I64());
        }

        return count;
    }

    /// <summary>Writes what is to be left of positions.</summary>
    public static void WriteTargets(CanonicalWriter writer, ReadOnlySpan<ReductionTarget> targets)
    {
        writer.I32(targets.Length);
        foreach (ref readonly ReductionTarget target in targets)
        {
            writer.I32(target.Position);
            writer.I64(target.Quantity);
        }
    }

    /// <summary>Reads what is to be left of positions.</summary>
    /// <param name="reader">Where they stand.</param>
    /// <param name="into">Room for <see cref="MaxTargets"/>.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="CanonicalFormatException">More than there may be.</exception>
    public static int ReadTargets(ref CanonicalReader reader, Span<ReductionTarget> into)
    {
        int count = reader.Count(MaxTargets);
        for (int i = 0; i < count; i++)
        {
            into[i] = new ReductionTarget(reader.I32(), reader.I64());
        }

        return count;
    }

    private void Unplan()
    {
        _count = 0;
        Next = 0;
        PlannedAt = 0;
        Constraint = ReductionConstraint.None;
        ConstraintPosition = -1;
    }
}
