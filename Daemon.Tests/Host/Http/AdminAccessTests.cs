using System;
using System.IO;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.Host.Http;

/// <summary>Who may command the node.</summary>
public sealed class AdminAccessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("basisd-access-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Access_is_for_root_the_own_user_and_the_group()
    {
        AdminAccess access = new(ownUid: 990, group: 42);
        Assert.True(access.Permits(new AdminPeer(1, 0, 0, [])));
        Assert.True(access.Permits(new AdminPeer(1, 990, 5, [])));
        Assert.True(access.Permits(new AdminPeer(1, 1000, 42, [])));
        Assert.True(access.Permits(new AdminPeer(1, 1000, 5, [7, 42])));
        Assert.False(access.Permits(new AdminPeer(1, 1000, 0, [])));
        Assert.False(access.Permits(new AdminPeer(1, 1000, 5, [7, 43])));
        Assert.False(new AdminAccess(990, null).Permits(new AdminPeer(1, 1000, 0, [0])));
    }

    [Fact]
    public void Groups_are_found_in_the_group_file()
    {
        string file = Path.Combine(_directory.FullName, "group");
        File.WriteAllText(file, "root:x:0:\nbroken\nops:x:77:ann,bob\nop:x:notanumber:\n");
        Assert.Equal(77u, AdminAccess.FindGroup("ops", file));
        Assert.Null(AdminAccess.FindGroup("op", file));
        Assert.Null(AdminAccess.FindGroup("none", file));
        Assert.Null(AdminAccess.FindGroup("ops", Path.Combine(_directory.FullName, "missing")));
        Assert.Equal(77u, AdminAccess.For(5, "ops", file).Group);
        Assert.Null(AdminAccess.For(5, null, file).Group);
        EndpointException unknown = Assert.Throws<EndpointException>(() => AdminAccess.For(5, "none", file));
        Assert.Contains("admin.group: there is no group 'none'", unknown.Message, StringComparison.Ordinal);
    }
}
