using System;

namespace Basisd.Journal;

/// <summary>
/// Bytes of a snapshot whose frame is staged: they are copied once, by the commit thread, from the state to the append device.
/// </summary>
/// <param name="Offset">Where they belong in the group's buffer.</param>
/// <param name="Bytes">The bytes; nobody changes them before the group is durable.</param>
/// <param name="Checksum">CRC32C of the bytes when they were staged.</param>
internal readonly record struct LatePiece(int Offset, ReadOnlyMemory<byte> Bytes, uint Checksum);
