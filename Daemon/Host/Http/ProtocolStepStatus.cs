namespace Basisd.Host.Http;

/// <summary>A step of the DMM protocol (SPEC 10).</summary>
/// <param name="Number">1 to 8.</param>
/// <param name="Name">Its word on the command line, for example <c>root_cause</c>.</param>
/// <param name="Responsible">Who records it, for example <c>engineering and risk</c>.</param>
/// <param name="State"><c>done</c>, <c>next</c> or <c>later</c>.</param>
/// <param name="At">When it was complete, Unix nanoseconds; null: not yet.</param>
public sealed record ProtocolStepStatus(int Number, string Name, string Responsible, string State, long? At);
