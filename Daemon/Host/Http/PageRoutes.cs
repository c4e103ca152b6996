using System;
using System.IO;
using System.Threading;
using Basisd.Host.Page;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/</c>, <c>/status.css</c> and <c>/status.js</c>: the status page for people. It reads the published snapshot and nothing else; there is
/// nothing on it that could be done. Style and script lie in the binary; a browser takes nothing from anywhere else.
/// </summary>
internal sealed class PageRoutes
{
    /// <summary>The page.</summary>
    public const string Page = "/";

    /// <summary>Its style.</summary>
    public const string Style = "/status.css";

    /// <summary>Its script.</summary>
    public const string Script = "/status.js";

    /// <summary>Nothing inline, nothing from elsewhere, in nobody's frame.</summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private static readonly byte[] StyleBytes = Resource("status.css");
    private static readonly byte[] ScriptBytes = Resource("status.js");

    private readonly INodeView _node;
    private readonly Lock _sync = new();
    private StatusSnapshot? _shown;
    private byte[] _page = [];

    /// <summary>Makes the routes.</summary>
    public PageRoutes(INodeView node) => _node = node;

    /// <summary>Answers one of the three paths.</summary>
    public HttpReply Answer(string path) => path switch
    {
        Style => new HttpReply(200, "text/css; charset=utf-8", StyleBytes) { Policy = Policy },
        Script => new HttpReply(200, "text/javascript; charset=utf-8", ScriptBytes) { Policy = Policy },
        _ => new HttpReply(200, "text/html; charset=utf-8", Current()) { Policy = Policy },
    };

    // Many browsers ask at once, because one event told them all: the page of a snapshot is made once.
    private byte[] Current()
    {
        StatusSnapshot? current = _node.Current;
        string? stall = current is null ? null : LoopStall.Of(current);
        if (current is null || stall is not null)
        {
            return StatusPage.Of(current, stall);
        }

        lock (_sync)
        {
            if (!ReferenceEquals(current, _shown))
            {
                _page = StatusPage.Of(current, null);
                _shown = current;
            }

            return _page;
        }
    }

    private static byte[] Resource(string name)
    {
        using Stream source = typeof(PageRoutes).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the binary has no resource {name}");
        byte[] bytes = new byte[source.Length];
        source.ReadExactly(bytes);
        return bytes;
    }
}
