using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What the journal rebuilds of the work on incidents (SPEC 10): primary entries of their own, applied here alone. The files themselves follow the
/// incident and the DMM episode, which older journals hold too, so the state hash covers the records only, and only once there is one.
/// </summary>
public sealed partial class DurableState
{
    private const byte RegisterMark = 2;

    /// <summary>The files of the latest incidents.</summary>
    public IncidentRegister Register { get; } = new();

    /// <summary>Takes a record and appends its entry.</summary>
    /// <returns>False if it does not fit; nothing is appended then.</returns>
    public bool ApplyIncident(IncidentRecord record, Effects effects)
    {
        if (!Register.Take(record))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        IncidentCodec.Write(effects.Payloads, record);
        effects.Append(EntryKind.IncidentRecord, offset);
        return true;
    }

    private bool ReplayIncident(ref CanonicalReader reader)
    {
        IncidentRecord record = IncidentCodec.Read(ref reader);
        reader.End();
        return Register.Take(record);
    }

    private void FollowIncident(IncidentChange change, long at)
    {
        Register.Follow(change, Incidents, at);
        if (Safety.ModeOf(Topology.Platform) == Mode.Dmm)
        {
            Register.InDmm(Safety.DmmEpoch);
        }
    }

    private void WriteRegisterIfAny(CanonicalWriter writer)
    {
        if (Register.Count > 0)
        {
            writer.U8(RegisterMark);
            writer.I64(Register.Count);
            writer.Raw(Register.Digest);
        }
    }

    private void ReadRegister(ref CanonicalReader reader, ushort version)
    {
        if (version > 2)
        {
            Register.Read(ref reader);
        }
        else
        {
            Register.Adopt(Incidents, Safety.DmmEpoch, Safety.ModeOf(Topology.Platform) == Mode.Dmm);
        }
    }
}
