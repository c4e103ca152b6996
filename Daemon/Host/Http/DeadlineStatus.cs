namespace Basisd.Host.Http;

/// <summary>A deadline of an incident (SPEC 10).</summary>
/// <param name="Name"><c>response</c>, <c>review</c>, <c>notification</c>, <c>recovery</c>, <c>report</c> or <c>disclosure</c>.</param>
/// <param name="DueAt">When it is due, Unix nanoseconds.</param>
/// <param name="MetAt">When what it asks for was done; null: not yet.</param>
/// <param name="State"><c>running</c>, <c>met</c> or <c>missed</c>; one that was missed and done later stays missed.</param>
public sealed record DeadlineStatus(string Name, long DueAt, long? MetAt, string State);
