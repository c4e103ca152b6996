using System;

namespace Basisd.Incidents;

/// <summary>Roles of those who work on an incident (R-7.2; seed: dmm.md, "The DMM Protocol").</summary>
[Flags]
public enum OperatorRoles : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Operations lead.</summary>
    OperationsLead = 1,

    /// <summary>Engineering.</summary>
    Engineering = 2,

    /// <summary>Risk.</summary>
    Risk = 4,

    /// <summary>Finance.</summary>
    Finance = 8,

    /// <summary>Operations.</summary>
    Operations = 16,

    /// <summary>The node itself.</summary>
    System = 128,
}
