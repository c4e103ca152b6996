using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>A frame of the journal that is kept while a report is made.</summary>
/// <param name="Header">Its header, hash included.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Before">Chain hash before it.</param>
/// <param name="IsContext">It is no part of the incident; it stands between it and the statement that covers it.</param>
public sealed record HeldFrame(FrameHeader Header, byte[] Payload, ChainHash Before, bool IsContext = false);
