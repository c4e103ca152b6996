using System;
using System.Text;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>The canonical bytes of a record: in the journal, in snapshots and in the register's digest. One form, read strictly.</summary>
public static class IncidentCodec
{
    private const byte Version = 1;

    /// <summary>Writes a record.</summary>
    public static void Write(CanonicalWriter to, IncidentRecord record)
    {
        to.U8(Version);
        to.I64(record.At);
        to.U8((byte)record.Kind);
        to.I64(record.Incident);
        to.I64(record.Epoch);
        to.U8((byte)record.Step);
        to.U8((byte)record.Deadline);
        to.U8((byte)record.Role);
        to.I64(record.Uid);
        to.Text(record.Author);
        to.Bytes(record.Document.Length == 0 ? [] : Convert.FromHexString(record.Document));
        to.I64(record.Users);
        to.I64(record.Exposure);
        to.I64(record.Loss);
        to.Text(record.Text);
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="CanonicalFormatException">It is damaged or of a newer version.</exception>
    public static IncidentRecord Read(ref CanonicalReader from)
    {
        byte version = from.U8();
        if (version != Version)
        {
            throw new CanonicalFormatException($"the record has version {version}, this binary reads {Version}");
        }

        IncidentRecord record = new()
        {
            At = from.I64(),
            Kind = (IncidentRecordKind)from.U8(),
            Incident = from.I64(),
            Epoch = from.I64(),
            Step = (ProtocolStep)from.U8(),
            Deadline = (IncidentDeadline)from.U8(),
            Role = (OperatorRoles)from.U8(),
            Uid = from.I64() is >= 0 and <= uint.MaxValue and long uid ? (uint)uid : throw new CanonicalFormatException("a user id is none"),
            Author = from.Text(),
            Document = Convert.ToHexStringLower(from.Bytes()),
            Users = from.I64(),
            Exposure = from.I64(),
            Loss = from.I64(),
            Text = from.Text(),
        };
        return IsWhole(record) ? record : throw new CanonicalFormatException("the record of an incident has a part that none can have");
    }

    /// <summary>Whether every part is one that a record can have.</summary>
    public static bool IsWhole(IncidentRecord record) =>
        record.Kind is > IncidentRecordKind.None and <= IncidentRecordKind.Missed
        && record.Incident > 0
        && record.Step <= ProtocolStep.Approval && record.Step != ProtocolStep.None == (record.Kind == IncidentRecordKind.Step)
        && record.Deadline <= IncidentDeadline.Disclosure && record.Deadline != IncidentDeadline.None == (record.Kind == IncidentRecordKind.Missed)
        && record.Document.Length is 0 or IncidentRecord.HashBytes * 2
        && record.Users >= -1 && record.Exposure >= -1 && record.Loss >= -1
        && Encoding.UTF8.GetByteCount(record.Author) <= IncidentRecord.MaxAuthor
        && Encoding.UTF8.GetByteCount(record.Text) <= IncidentRecord.MaxText;
}
