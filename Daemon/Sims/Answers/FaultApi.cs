using System;
using System.Text.Json;
using Basisd.Sims.Book;
using Basisd.Sims.Faults;

namespace Basisd.Sims.Answers;

/// <summary>
/// Faults on request: set, listed, taken away. It reads what is asked for strictly: a fault that silently does something else would spoil
/// a test.
/// </summary>
internal sealed class FaultApi(VenueBook book, FaultList faults)
{
    private const int LeastErrorStatus = 300;
    private const int MostErrorStatus = 599;
    private const int MaxPathChars = 64;

    /// <summary>Answers a request under <c>/sim/faults</c>.</summary>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="parts">Parts of the path, <c>faults</c> first.</param>
    /// <param name="fields">Of the body or of the query.</param>
    /// <param name="now">Unix ns.</param>
    public SimReply? Answer(string method, string[] parts, FlatFields fields, long now) => (method, parts.Length) switch
    {
        ("POST", 1) => Set(fields, now),
        ("GET", 1) => fields.AreGood() ? List() : SimReply.Error(400, fields.Problem),
        ("DELETE", 1) => fields.AreGood() ? Removed(faults.Clear()) : SimReply.Error(400, fields.Problem),
        ("DELETE", 2) => Remove(parts[1]),
        _ => null,
    };

    private SimReply Set(FlatFields fields, long now)
    {
        string name = fields.Needed("kind");
        if (FaultText.Find(name) is not { } kind)
        {
            return SimReply.Error(400, $"there is no fault '{name}'; there are {string.Join(", ", FaultText.Names)}");
        }

        foreach (string field in fields.Names)
        {
            if (!FaultText.Knows(kind, field))
            {
                fields.Fail($"{name} knows no '{field}'; it knows {FaultText.ParametersOf(kind)}");
            }
        }

        Fault fault = Read(kind, fields);
        if (!fields.AreGood())
        {
            return SimReply.Error(400, fields.Problem);
        }

        if (Choose(fault, now) is { } impossible)
        {
            return SimReply.Error(422, impossible);
        }

        return faults.Add(fault)
            ? new SimReply(200, SimJson.Write(json => Write(json, fault)))
            : SimReply.Error(422, $"{FaultList.MaxFaults} faults are set; take one away first");
    }

    private static Fault Read(FaultKind kind, FlatFields fields)
    {
        string path = fields.Has("path") ? fields.Text("path") : Fault.DefaultPath;
        if (path.Length > MaxPathChars || !(path.StartsWith("/v1", StringComparison.Ordinal) || path.StartsWith("/sim/", StringComparison.Ordinal)))
        {
            fields.Fail($"'path' begins with /v1 or /sim/ and has at most {MaxPathChars} characters");
        }

        return new Fault
        {
            Kind = kind,
            Path = path,
            Left = fields.Has("count") ? fields.Integer("count", 1, ContractPages.MaxNumber) : null,
            Status = (int)fields.Integer("status", LeastErrorStatus, MostErrorStatus, Fault.DefaultStatus),
            Ms = (int)fields.Integer("ms", 1, Fault.MaxMs, kind == FaultKind.Latency ? null : Fault.DefaultDripMs),
            Asset = kind == FaultKind.WrongBalance ? fields.Needed("asset") : string.Empty,
            Amount = fields.Amount("amount", isNeeded: kind == FaultKind.WrongBalance),
            Fill = fields.Integer("fill", 1, ContractPages.MaxNumber, otherwise: 0),
            IsSameSeq = fields.Truth("same_seq"),
            Bytes = fields.Integer("bytes", 1, Fault.MaxBytes, Fault.DefaultBytes),
        };
    }

    /// <summary>Settles which fill a fault is about, and for a second telling under a sequence of its own, which sequence.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    private string? Choose(Fault fault, long now)
    {
        if (fault.Kind == FaultKind.WrongBalance && fault.Amount is 0 or < -Fault.MaxAmount or > Fault.MaxAmount)
        {
            return $"an amount is not zero and at most {SimAmount.Text(Fault.MaxAmount)} either way";
        }

        if (fault.Kind == FaultKind.MissingFill && fault.Fill == 0)
        {
            fault.Fill = book.LastFill + 1;
        }

        if (fault.Kind != FaultKind.DuplicateFill)
        {
            return null;
        }

        fault.Fill = fault.Fill == 0 ? book.LastFill : fault.Fill;
        if (FindFill(fault.Fill) is not { } told)
        {
            return fault.Fill == 0 ? "there is no fill yet that could be told twice: trade first" : $"fill {fault.Fill} is not held";
        }

        if (!fault.IsSameSeq)
        {
            fault.Again = told with { Seq = book.Blank(now) };
        }

        return null;
    }

    private VenueEvent? FindFill(long id)
    {
        for (long seq = book.Events.Last; seq >= book.Events.First; seq--)
        {
            if (book.Events[seq] is { Kind: VenueEventKind.Fill } fill && fill.Id == id)
            {
                return fill;
            }
        }

        return null;
    }

    private SimReply Remove(string text)
    {
        if (!long.TryParse(text, System.Globalization.NumberStyles.None, null, out long id) || faults.Find(id) is not { } fault)
        {
            return SimReply.Error(404, "there is no fault of this number");
        }

        faults.Remove(fault);
        return Removed(1);
    }

    private static SimReply Removed(int count) => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("removed", count);
        json.WriteEndObject();
    }));

    private SimReply List() => new(200, SimJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (Fault fault in faults.All)
        {
            Write(json, fault);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static void Write(Utf8JsonWriter json, Fault fault)
    {
        json.WriteStartObject();
        json.WriteNumber("id", fault.Id);
        json.WriteString("kind", FaultText.Name(fault.Kind));
        json.WriteString("path", fault.Path);
        if (fault.Left is { } left)
        {
            json.WriteNumber("left", left);
        }

        switch (fault.Kind)
        {
            case FaultKind.Error:
                json.WriteNumber("status", fault.Status);
                break;
            case FaultKind.Latency or FaultKind.SlowDrip:
                json.WriteNumber("ms", fault.Ms);
                break;
            case FaultKind.WrongBalance:
                json.WriteString("asset", fault.Asset);
                json.WriteString("amount", SimAmount.Text(fault.Amount));
                break;
            case FaultKind.MissingFill or FaultKind.DuplicateFill:
                json.WriteString("fill", $"{fault.Fill}");
                break;
            case FaultKind.HugeBody:
                json.WriteNumber("bytes", fault.Bytes);
                break;
        }

        json.WriteEndObject();
    }
}
