namespace Basisd.Host.Http;

/// <summary>
/// The latest signed statement about the journal's head. Who keeps text and signature elsewhere can prove later what the journal held then.
/// </summary>
/// <param name="Sequence">Up to which entry.</param>
/// <param name="At">Wall clock then, Unix ns.</param>
/// <param name="Key">Fingerprint of the node's key.</param>
/// <param name="Text">The text, to the byte.</param>
/// <param name="Signature">Its signature, DER in base64.</param>
public sealed record SignedHeadStatus(long Sequence, long At, string Key, string Text, string Signature);
