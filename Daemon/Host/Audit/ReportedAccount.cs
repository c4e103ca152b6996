using System;

namespace Basisd.Host.Audit;

/// <summary>What became of one account in the time that a report is about, 1e-8.</summary>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Account">Index of the account, -1 for names that are not configured.</param>
public sealed record ReportedAccount(int Venue, int Account)
{
    /// <summary>Whether its baseline lies in the time; else the effects stand alone.</summary>
    public bool HasBaseline { get; set; }

    /// <summary>What it held at the first poll.</summary>
    public Int128 Baseline { get; set; }

    /// <summary>Effect of fills, cash and quantity.</summary>
    public Int128 Fills { get; set; }

    /// <summary>Fees.</summary>
    public Int128 Fees { get; set; }

    /// <summary>Effect of funding.</summary>
    public Int128 Funding { get; set; }

    /// <summary>Effect of transfers.</summary>
    public Int128 Transfers { get; set; }

    /// <summary>What operators took as the new beginning.</summary>
    public Int128 Explained { get; set; }

    /// <summary>What the venue said last.</summary>
    public Int128 Found { get; set; }

    /// <summary>Whether the venue said anything.</summary>
    public bool HasFound { get; set; }

    /// <summary>Baseline and every effect.</summary>
    public Int128 Expected => Baseline + Fills + Funding + Transfers + Explained - Fees;
}
