namespace Basisd.Node;

/// <summary>The tables that an index on the wire may point into. Their numbers are the wire's.</summary>
public enum IndexTable : byte
{
    /// <summary>No table: the index is 0.</summary>
    None = 0,

    /// <summary>Assets.</summary>
    Assets = 1,

    /// <summary>Venues.</summary>
    Venues = 2,

    /// <summary>Instruments.</summary>
    Instruments = 3,

    /// <summary>Routes.</summary>
    Routes = 4,

    /// <summary>References of unit rates.</summary>
    UnitReferences = 5,

    /// <summary>Positions.</summary>
    Positions = 6,

    /// <summary>Scopes.</summary>
    Scopes = 7,
}
