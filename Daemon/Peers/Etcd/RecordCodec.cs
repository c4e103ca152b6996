using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>
/// The records of the protocol as the values of their keys, both ways. One record has one text: what is read is written again and must be
/// the same bytes, so a field twice, one that is unknown or a set out of order is found out. A value that cannot be read is a fault to
/// report, never taken for absence.
/// </summary>
public sealed class RecordCodec
{
    /// <summary>Longest value, bytes.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private const int BootDigits = 16;
    private const int MaxShown = 300;

    // Names and reasons of people stay readable with etcdctl; nothing of it ever stands in a page.
    private static readonly RecordJson Json = new(new JsonSerializerOptions(RecordJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private readonly string[] _nodes;

    /// <summary>Creates the codec of one cluster.</summary>
    /// <param name="nodes">Node names, by number.</param>
    public RecordCodec(string[] nodes) => _nodes = nodes;

    /// <summary>The value of a record's key.</summary>
    /// <param name="record">A <see cref="SlotRecord"/>, <see cref="DmmRecord"/> or <see cref="PauseRecord"/> that could be read back.</param>
    /// <exception cref="ArgumentException">It is none, or it could not be read back: whoever made it is wrong.</exception>
    public byte[] Encode(object record)
    {
        if (ProblemOf(record) is { } problem)
        {
            throw new ArgumentException($"{record} must not be written: {problem}", nameof(record));
        }

        byte[] value = ToBytes(record);
        return value.Length <= MaxValueBytes
            ? value
            : throw new ArgumentException($"a record of {value.Length} bytes must not be written: at most {MaxValueBytes}", nameof(record));
    }

    /// <summary>The record of a key's value.</summary>
    /// <param name="kind">Kind of the key.</param>
    /// <param name="value">What the arbiter holds.</param>
    /// <param name="problem">Why it cannot be read, and what the form would be; empty where it can.</param>
    /// <returns>The record, or null.</returns>
    public object? Decode(ArbiterKeyKind kind, ReadOnlySpan<byte> value, out string problem)
    {
        if (value.Length > MaxValueBytes)
        {
            problem = $"{value.Length} bytes, at most {MaxValueBytes}";
            return null;
        }

        object? record;
        try
        {
            record = kind switch
            {
                ArbiterKeyKind.Slot => Slot(JsonSerializer.Deserialize(value, Json.Slot), out problem),
                ArbiterKeyKind.Dmm => Dmm(JsonSerializer.Deserialize(value, Json.Dmm), out problem),
                ArbiterKeyKind.Pause => Pause(JsonSerializer.Deserialize(value, Json.Pause), out problem),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of key"),
            };
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return null;
        }

        problem = record is null ? problem : ProblemOf(record) ?? "";
        if (record is null || problem.Length > 0)
        {
            return null;
        }

        byte[] canonical = ToBytes(record);
        if (!value.SequenceEqual(canonical))
        {
            string form = Encoding.UTF8.GetString(canonical);
            problem = $"not in the form that basisd writes, which would be {(form.Length <= MaxShown ? form : form[..MaxShown] + "…")}";
            return null;
        }

        return record;
    }

    private byte[] ToBytes(object record) => record switch
    {
        SlotRecord slot => JsonSerializer.SerializeToUtf8Bytes(TextOf(slot), Json.Slot),
        DmmRecord dmm => JsonSerializer.SerializeToUtf8Bytes(
            new RecordTexts.Dmm { Epoch = dmm.Epoch, Active = dmm.Active, Origin = _nodes[dmm.Origin], Resumption = dmm.Resumption }, Json.Dmm),
        PauseRecord pause => JsonSerializer.SerializeToUtf8Bytes(
            new RecordTexts.Pause { Paused = pause.Paused, By = pause.By, At = pause.At, Reason = pause.Reason }, Json.Pause),
        _ => throw new ArgumentException($"{record} is no record of the protocol", nameof(record)),
    };

    private RecordTexts.Slot TextOf(SlotRecord slot)
    {
        List<string> inSync = [];
        for (ulong rest = slot.InSync; rest != 0; rest &= rest - 1)
        {
            inSync.Add(_nodes[BitOperations.TrailingZeroCount(rest)]);
        }

        return new RecordTexts.Slot
        {
            Epoch = slot.Epoch,
            Owner = _nodes[slot.Owner],
            Boot = slot.Boot.ToString("x16", CultureInfo.InvariantCulture),
            Seq = slot.Seq,
            InSync = [.. inSync],
            Released = slot.Released,
            Successor = slot.Successor == SlotRecord.None ? null : _nodes[slot.Successor],
            Committed = slot.Committed,
            ForcedAt = slot.ForcedAt,
        };
    }

    private SlotRecord? Slot(RecordTexts.Slot? text, out string problem)
    {
        problem = "";
        if (text is null)
        {
            problem = "null";
            return null;
        }

        int owner = Node(text.Owner, "owner", ref problem);
        int successor = text.Successor is null ? SlotRecord.None : Node(text.Successor, "successor", ref problem);
        ulong inSync = 0;
        foreach (string? name in text.InSync)
        {
            int node = Node(name, "in_sync", ref problem);
            inSync |= node < 0 ? 0 : 1UL << node;
        }

        if (text.Boot.Length != BootDigits
            || !ulong.TryParse(text.Boot, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong boot))
        {
            problem = $"boot must be {BootDigits} hexadecimal digits";
            return null;
        }

        return problem.Length > 0
            ? null
            : new SlotRecord(text.Epoch, owner, boot, text.Seq, inSync, text.Released, successor, text.Committed, text.ForcedAt);
    }

    private DmmRecord? Dmm(RecordTexts.Dmm? text, out string problem)
    {
        problem = text is null ? "null" : "";
        int origin = text is null ? SlotRecord.None : Node(text.Origin, "origin", ref problem);
        return problem.Length > 0 ? null : new DmmRecord(text!.Epoch, text.Active, origin, text.Resumption);
    }

    private static PauseRecord? Pause(RecordTexts.Pause? text, out string problem)
    {
        problem = text is null ? "null" : "";
        return text is null ? null : new PauseRecord(text.Paused, text.By, text.At, text.Reason);
    }

    private int Node(string? name, string field, ref string problem)
    {
        int node = Array.IndexOf(_nodes, name);
        if (node < 0)
        {
            problem = $"{field} names '{Printable.Of(name ?? "null")}', which is no node of this configuration";
        }

        return node;
    }

    /// <summary>What a record of the protocol never is, whoever wrote it; null where it is well.</summary>
    private string? ProblemOf(object record) => record switch
    {
        SlotRecord { Epoch: 0 } or DmmRecord { Epoch: 0 } => "epoch must be at least 1",
        SlotRecord slot when !IsNode(slot.Owner) => "owner is no node",
        SlotRecord slot when slot.Successor != SlotRecord.None && !IsNode(slot.Successor) => "successor is no node",
        SlotRecord slot when (slot.InSync & (1UL << slot.Owner)) != 0 => "in_sync must not name the owner",
        SlotRecord slot when _nodes.Length < ClusterSettings.MaxNodes && slot.InSync >> _nodes.Length != 0 => "in_sync has a node that is none",
        SlotRecord { ForcedAt: < 0 } => "forced_at must not be negative",
        DmmRecord dmm when !IsNode(dmm.Origin) => "origin is no node",
        DmmRecord { Active: true, Resumption: not null } => "an active DMM has no resumption",
        DmmRecord { Active: false, Resumption: null or [] } => "a DMM that has ended has the resumption that ended it",
        PauseRecord { At: < 0 } => "at must not be negative",
        _ => null,
    };

    private bool IsNode(int number) => number >= 0 && number < _nodes.Length;
}
