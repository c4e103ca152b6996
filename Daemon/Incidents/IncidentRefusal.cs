namespace Basisd.Incidents;

/// <summary>Why a record is not taken.</summary>
public enum IncidentRefusal : byte
{
    /// <summary>It is taken.</summary>
    None = 0,

    /// <summary>No incident of that number is remembered.</summary>
    NoSuchIncident = 1,

    /// <summary>The incident never came to DMM, or left it: there is no protocol to go through.</summary>
    NoProtocol = 2,

    /// <summary>A step before it is not complete.</summary>
    OutOfOrder = 3,

    /// <summary>The step is complete, or this role has recorded it already.</summary>
    AlreadyDone = 4,

    /// <summary>The role is not one of those that record the step.</summary>
    WrongRole = 5,

    /// <summary>The step needs the hash of a document.</summary>
    NoDocument = 6,

    /// <summary>The kind, or a part of the record, is none that people record.</summary>
    Malformed = 7,
}
