namespace Basisd.Commands.Drill;

/// <summary>Somebody who takes part in a drill.</summary>
/// <param name="Name">Name, as the configuration has it.</param>
/// <param name="Role">The one role that the person holds.</param>
/// <param name="Senior">Whether the person may sign resumptions.</param>
internal sealed record DrillPerson(string Name, string Role, bool Senior);
