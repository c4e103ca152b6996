using System;
using System.Globalization;
using System.IO;

namespace Basisd.Host.Http;

/// <summary>
/// Who may command the node over the admin socket: root, the daemon's own user, and the members of one configured group. The group is
/// looked up in <c>/etc/group</c> once, at start; whether a peer belongs to it is what the kernel recorded for the peer's connection.
/// </summary>
public sealed class AdminAccess
{
    private const uint Root = 0;
    private readonly uint _own;

    /// <summary>Makes the rule.</summary>
    /// <param name="ownUid">The daemon's user.</param>
    /// <param name="group">The operators' group, or null.</param>
    public AdminAccess(uint ownUid, uint? group)
    {
        _own = ownUid;
        Group = group;
    }

    /// <summary>The operators' group, or null.</summary>
    public uint? Group { get; }

    /// <summary>Whether the peer may command.</summary>
    public bool Permits(AdminPeer peer) => peer.Uid == Root || peer.Uid == _own || (Group is { } group && peer.IsMemberOf(group));

    /// <summary>The rule of a configuration.</summary>
    /// <param name="ownUid">The daemon's user.</param>
    /// <param name="group">Name of the operators' group, or null.</param>
    /// <param name="file">The group file.</param>
    /// <exception cref="EndpointException">There is no such group: operators would be shut out without a word.</exception>
    public static AdminAccess For(uint ownUid, string? group, string file = "/etc/group")
    {
        if (group is null)
        {
            return new AdminAccess(ownUid, null);
        }

        return FindGroup(group, file) is { } number ? new AdminAccess(ownUid, number)
            : throw new EndpointException($"admin.group: there is no group '{group}' in {file}; create it, or leave the key out");
    }

    /// <summary>Finds the number of a group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">The group file.</param>
    /// <returns>Null when there is no such group.</returns>
    public static uint? FindGroup(string name, string file = "/etc/group")
    {
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                string[] fields = line.Split(':');
                if (fields.Length >= 3 && fields[0] == name
                    && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint gid))
                {
                    return gid;
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return null;
    }
}
