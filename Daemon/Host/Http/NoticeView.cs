namespace Basisd.Host.Http;

/// <summary>A notice that waits to be delivered.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When it happened, core time, Unix nanoseconds.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Text">The same in a few words.</param>
public sealed record NoticeView(long Number, long At, string Kind, string Text);
