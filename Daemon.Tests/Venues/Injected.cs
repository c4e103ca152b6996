using Basisd.Venues;

namespace Basisd.Tests.Venues;

/// <summary>A difference that a test put into a history, by what names it.</summary>
internal readonly record struct Injected(DifferenceKind Kind, int Item, long OrderId, long Id)
{
    public static Injected Of(in Difference difference) => new(difference.Kind, difference.Item, difference.OrderId, difference.Id);
}
