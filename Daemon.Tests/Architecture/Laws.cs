using System.Linq;

namespace Basisd.Tests.Architecture;

/// <summary>All rules of the house.</summary>
internal static class Laws
{
    public static readonly Law[] All = [.. RoomLaws.All, .. PureLaws.All, .. CodeLaws.All, .. ShapeLaws.All, .. TextLaws.All];

    public static Law Named(string name) => All.Single(l => l.Name == name);
}
