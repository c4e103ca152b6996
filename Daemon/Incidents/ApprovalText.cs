using System;
using System.Buffers;
using System.Text;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// The text that a senior operator signs: nine fixed lines of UTF-8 that a person can read, each ended by one LF; in a cluster a tenth one,
/// the cluster's DMM epoch. There is exactly
/// one form: whatever differs from it in a byte is refused, so two different texts never mean the same. The second line names
/// the act: the resumption, or the containment of a scope's exposure in a frozen DMM. It grants nothing by itself; <see cref="ApprovalCheck"/>
/// judges it.
/// </summary>
/// <param name="Facts">What it is bound to.</param>
/// <param name="RcaHash">SHA-256 of the root cause document, 64 lower-case hex digits; null: none is attached.</param>
/// <param name="Signer">Name of the operator who signs.</param>
/// <param name="ExpiresAt">When it ends, Unix seconds.</param>
public sealed record ApprovalText(ApprovalFacts Facts, string? RcaHash, string Signer, long ExpiresAt)
{
    /// <summary>Longest text, bytes.</summary>
    public const int MaxBytes = 768;

    /// <summary>Longest name of a cluster or a signer, bytes; the configuration has the same bound.</summary>
    public const int MaxNameBytes = 64;

    /// <summary>The latest end, Unix seconds: what core time can express, rounded down to a whole year (2262).</summary>
    public const long LatestExpiry = 9_214_646_400;

    /// <summary>Longest name of a scope, bytes: a route names an asset and two venues.</summary>
    public const int MaxScopeBytes = 256;

    private const int HashDigits = 64;
    private const int ActLine = 1;
    private const string ResumeAct = "resume the platform, DMM to RECOVERY stage 0";
    private const string ContainAct = "contain the exposure of ";
    private const string NoDocument = "none";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly string[] Heads =
    [
        "basisd approval 1", "act: ", "cluster: ", "incident: ", "dmm epoch: ", "state: ", "rca: ", "signer: ", "expires: ",
    ];

    // Last, so that what a node that runs alone signs is what it always was.
    private static readonly string[] ClusterHeads = [.. Heads, "cluster dmm epoch: "];

    /// <summary>The canonical text.</summary>
    /// <exception cref="InvalidOperationException">A part is none that an approval can have.</exception>
    public byte[] ToBytes()
    {
        string problem = Problem();
        if (problem.Length > 0)
        {
            throw new InvalidOperationException(problem);
        }

        string[] values =
        [
            "", Facts.Contain is null ? ResumeAct : ContainAct + Facts.Contain,
            Facts.Cluster, $"{Facts.Incident}", $"{Facts.DmmEpoch}", Facts.StateHash, RcaHash ?? NoDocument, Signer, UtcOf(ExpiresAt),
            $"{Facts.ClusterDmmEpoch}",
        ];
        string[] heads = Facts.ClusterDmmEpoch == 0 ? Heads : ClusterHeads;
        StringBuilder text = new();
        for (int line = 0; line < heads.Length; line++)
        {
            text.Append(heads[line]).Append(values[line]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads a text.</summary>
    /// <param name="bytes">The bytes as they were signed.</param>
    /// <param name="problem">Empty, or which line is wrong and what belongs there.</param>
    /// <returns>Null when they are not exactly what <see cref="ToBytes"/> writes.</returns>
    public static ApprovalText? TryParse(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = $"the text has {bytes.Length} bytes, an approval at most {MaxBytes}";
        if (bytes.Length > MaxBytes)
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        problem = $"the text has {lines.Length - 1} lines, an approval has {Heads.Length}, each ended by LF";
        string[] heads = lines.Length == ClusterHeads.Length + 1 ? ClusterHeads : Heads;
        if (lines.Length != heads.Length + 1)
        {
            return null;
        }

        for (int line = 0; line < heads.Length; line++)
        {
            bool whole = line < ActLine ? lines[line] == heads[line] : lines[line].StartsWith(heads[line], StringComparison.Ordinal);
            if (!whole)
            {
                problem = $"line {line + 1} is not '{heads[line].TrimEnd()}'";
                return null;
            }

            lines[line] = lines[line][heads[line].Length..];
        }

        string? scope = lines[ActLine].StartsWith(ContainAct, StringComparison.Ordinal) ? lines[ActLine][ContainAct.Length..] : null;
        problem = $"line 2 is neither 'act: {ResumeAct}' nor 'act: {ContainAct}SCOPE'";
        if (scope is null && lines[ActLine] != ResumeAct)
        {
            return null;
        }

        long incident = NumberOf(lines[3]);
        long epoch = NumberOf(lines[4]);
        string? document = lines[6] == NoDocument ? null : lines[6];
        ApprovalFacts facts = new(lines[2], incident, epoch, lines[5])
        {
            Contain = scope,
            ClusterDmmEpoch = heads == ClusterHeads ? NumberOf(lines[Heads.Length]) : 0,
        };
        ApprovalText text = new(facts, document, lines[7], SecondsOf(lines[8]));
        problem = text.Problem();
        if (problem.Length > 0)
        {
            return null;
        }

        // Whatever was read leniently above (bytes that are no UTF-8, leading zeros, a 31st of June) shows here.
        problem = "the text is not in the canonical form, to the byte";
        if (!bytes.SequenceEqual(text.ToBytes()))
        {
            return null;
        }

        problem = "";
        return text;
    }

    /// <summary>Unix seconds as <c>2026-03-01T12:00:00Z</c>.</summary>
    public static string UtcOf(long seconds)
    {
        DateTime t = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        return $"{t.Year:D4}-{t.Month:D2}-{t.Day:D2}T{t.Hour:D2}:{t.Minute:D2}:{t.Second:D2}Z";
    }

    /// <summary>Whether a text is a SHA-256 as approvals write it: 64 lower-case hex digits.</summary>
    public static bool IsHash(string text) => text.Length == HashDigits && text.AsSpan().IndexOfAnyExcept(HexDigits) < 0;

    private static bool IsName(string name, int most = MaxNameBytes)
    {
        foreach (char c in name)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= most;
    }

    private static long NumberOf(string digits)
    {
        const int Longest = 18;
        if (digits.Length is 0 or > Longest || digits.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return -1;
        }

        long number = 0;
        foreach (char digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    private static long SecondsOf(string utc)
    {
        const int Length = 20;
        if (utc.Length != Length)
        {
            return -1;
        }

        long year = NumberOf(utc[..4]);
        long month = NumberOf(utc[5..7]);
        long day = NumberOf(utc[8..10]);
        long time = (NumberOf(utc[11..13]) * 3_600) + (NumberOf(utc[14..16]) * 60) + NumberOf(utc[17..19]);
        if (year is < 1970 or > 2262 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month))
        {
            return -1;
        }

        DateTime midnight = new((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Utc);
        return ((midnight - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + time;
    }

    private string Problem()
    {
        if (!IsName(Facts.Cluster) || !IsName(Signer))
        {
            return $"the cluster and the signer have names of 1 to {MaxNameBytes} bytes without control characters";
        }

        if (Facts.Contain is not null && !IsName(Facts.Contain, MaxScopeBytes))
        {
            return $"the scope has a name of 1 to {MaxScopeBytes} bytes without control characters";
        }

        if (Facts.Incident is < 1 or > SafetyState.MaxNumber || Facts.DmmEpoch is < 1 or > SafetyState.MaxNumber
            || Facts.ClusterDmmEpoch is < 0 or > SafetyState.MaxNumber)
        {
            return "the incident and the DMM epoch are numbers from 1";
        }

        if (!IsHash(Facts.StateHash) || (RcaHash is not null && !IsHash(RcaHash)))
        {
            return "the state and the root cause document are SHA-256 in 64 lower-case hex digits, or 'none' for no document";
        }

        return ExpiresAt is < 0 or > LatestExpiry ? "the end is a time like 2026-03-01T12:00:00Z" : "";
    }
}
