using System;
using System.IO;

namespace Basisd.Tests.Host;

/// <summary>Finds files of the repository from the test's directory.</summary>
internal static class Repository
{
    public static string File(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, "basisd.sln")))
            {
                return Path.Combine(at.FullName, relative);
            }
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
