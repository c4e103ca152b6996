using System;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Basisd.Host.Http;

/// <summary>
/// Who is at the other end of a Unix socket, as the kernel recorded it when the connection was made: user, group, process, and the
/// supplementary groups. Nothing is looked up by process id, since the process may have ended and its number been taken by another.
/// </summary>
/// <param name="Pid">Process.</param>
/// <param name="Uid">User.</param>
/// <param name="Gid">Primary group.</param>
/// <param name="Groups">Supplementary groups.</param>
public sealed record PeerCredentials(int Pid, uint Uid, uint Gid, uint[] Groups)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int SoPeerGroups = 59;
    private const int CredentialBytes = 12;
    private const int MaxGroups = 4096;

    /// <summary>Asks the kernel.</summary>
    /// <returns>Null when the kernel does not say: nobody, then.</returns>
    public static PeerCredentials? Of(Socket socket)
    {
        try
        {
            Span<byte> credentials = stackalloc byte[CredentialBytes];
            if (socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) != CredentialBytes)
            {
                return null;
            }

            byte[] groups = new byte[MaxGroups * sizeof(uint)];
            int length = socket.GetRawSocketOption(SolSocket, SoPeerGroups, groups);
            uint[] ids = new uint[length / sizeof(uint)];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = BinaryPrimitives.ReadUInt32LittleEndian(groups.AsSpan(i * sizeof(uint)));
            }

            return new PeerCredentials(
                BinaryPrimitives.ReadInt32LittleEndian(credentials), BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(credentials[8..]), ids);
        }
        catch (SocketException)
        {
            // The peer is gone, or the kernel is older than 4.13 and knows no groups: it is treated as nobody.
            return null;
        }
    }

    /// <summary>Whether the peer belongs to a group.</summary>
    public bool IsMemberOf(uint group) => Gid == group || Array.IndexOf(Groups, group) >= 0;
}
