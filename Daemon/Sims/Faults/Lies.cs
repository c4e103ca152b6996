using System.Collections.Generic;
using System.Linq;
using Basisd.Sims.Book;

namespace Basisd.Sims.Faults;

/// <summary>What one answer is to say that is not so. The book behind it stays right.</summary>
internal sealed class Lies(IReadOnlyList<Fault> striking)
{
    /// <summary>The truth.</summary>
    public static readonly Lies None = new([]);

    /// <summary>Whether a list shall be empty.</summary>
    public bool IsEmpty => Has(FaultKind.EmptyList);

    /// <summary>Whether a list shall come in another order.</summary>
    public bool IsReordered => Has(FaultKind.ReorderedPages);

    /// <summary>Whether members shall have other types.</summary>
    public bool IsMistyped => Has(FaultKind.WrongType);

    /// <summary>Whether amounts shall be too large for 64 bits.</summary>
    public bool AreHuge => Has(FaultKind.HugeNumber);

    /// <summary>Whether prices and fees shall be below zero.</summary>
    public bool AreNegative => Has(FaultKind.NegativePrice);

    /// <summary>What a balance is told above the truth, 1e-8.</summary>
    public long Added(string asset) => striking.Where(f => f.Kind == FaultKind.WrongBalance && f.Asset == asset).Sum(f => f.Amount);

    /// <summary>How an event is told.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="kind">Kind of the list.</param>
    /// <returns>None, one, or several under the same sequence.</returns>
    public IEnumerable<VenueEvent> Told(VenueEvent happened, VenueEventKind kind)
    {
        if (kind == VenueEventKind.Fill && happened.Kind == VenueEventKind.Blank)
        {
            return striking.Where(f => f.Kind == FaultKind.DuplicateFill && f.Again.Seq == happened.Seq).Select(f => f.Again);
        }

        if (happened.Kind != kind || striking.Any(f => f.Kind == FaultKind.MissingFill && f.Fill == happened.Id))
        {
            return [];
        }

        bool isTwice = striking.Any(f => f.Kind == FaultKind.DuplicateFill && f.IsSameSeq && f.Fill == happened.Id);
        return isTwice ? [happened, happened] : [happened];
    }

    private bool Has(FaultKind kind) => striking.Any(f => f.Kind == kind);
}
