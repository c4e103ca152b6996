using System;
using System.Threading.Tasks;

namespace Basisd.Tests.Browser;

/// <summary>One browser for the tests of a class (a class fixture), started by the first that needs it. Each test opens a page of its own.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private ChromiumBrowser? _browser;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    /// <summary>The browser; skips the test where the machine has none.</summary>
    internal async Task<ChromiumBrowser> StartAsync() => _browser ??= await ChromiumBrowser.StartAsync();
}
