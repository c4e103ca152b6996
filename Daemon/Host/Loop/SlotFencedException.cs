using System;

namespace Basisd.Host.Loop;

/// <summary>
/// The right to act ended while the loop waited for room in the journal: the step that waited is not journaled, and its node acts no more.
/// </summary>
public sealed class SlotFencedException() : Exception("the right to act for the slot has ended");
