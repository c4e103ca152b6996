using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Browser;

/// <summary>One page of a browser: go somewhere, run script, look, and hear what the page complains of.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly ChromiumBrowser _browser;
    private readonly string _target;
    private readonly string _session;
    private readonly List<string> _complaints = [];
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _height;

    internal BrowserPage(ChromiumBrowser browser, string target, string session)
    {
        _browser = browser;
        _target = target;
        _session = session;
    }

    /// <summary>Errors and warnings of the console, uncaught exceptions, breaches of the content security policy, resources that failed.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    /// <summary>Width of the window, CSS pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Goes somewhere and waits until it is loaded.</summary>
    public async Task NavigateAsync(Uri where)
    {
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JsonObject result = await AskAsync("Page.navigate", new JsonObject { ["url"] = where.AbsoluteUri });
        Assert.True(result["errorText"] is null, $"{where}: {(result["errorText"])}");
        await _loaded.Task.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>The value of an expression or of the promise that it gives; an exception in the page fails the test.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonObject result = await AskAsync(
            "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        Assert.True(result["exceptionDetails"] is null, $"{expression}: {result["exceptionDetails"]?.ToJsonString()}");
        return result["result"]?["value"]?.DeepClone();
    }

    /// <summary>The value as text.</summary>
    public async Task<string> TextAsync(string expression) => (await EvaluateAsync(expression))?.ToString() ?? "";

    /// <summary>Looks until an expression is true.</summary>
    public Task UntilAsync(string expression, string what) => Poll.UntilAsync(
        async () => (await EvaluateAsync($"!!({expression})"))!.GetValue<bool>(), () => $"{what} ({expression})");

    /// <summary>Sets the window's size.</summary>
    public Task SetSizeAsync(int width, int height)
    {
        (Width, _height) = (width, height);
        return AskAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
    }

    /// <summary>Says which colour scheme the user prefers.</summary>
    public Task SetColorSchemeAsync(bool dark) => AskAsync(
        "Emulation.setEmulatedMedia",
        new JsonObject
        {
            ["features"] = new JsonArray(
                new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" },
                new JsonObject { ["name"] = "prefers-reduced-motion", ["value"] = "reduce" }),
        });

    /// <summary>Switches the page's own script off or on; counts from the next navigation.</summary>
    public Task SetScriptAsync(bool enabled) => AskAsync("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = !enabled });

    /// <summary>Writes what is seen as PNG.</summary>
    /// <param name="path">File.</param>
    /// <param name="whole">Everything, however far one would have to scroll; else the window.</param>
    public async Task ScreenshotAsync(string path, bool whole = true)
    {
        int height = whole ? (await EvaluateAsync("document.documentElement.scrollHeight"))!.GetValue<int>() : _height;
        JsonObject shot = await AskAsync(
            "Page.captureScreenshot",
            new JsonObject
            {
                ["format"] = "png",
                ["captureBeyondViewport"] = true,
                ["clip"] = new JsonObject { ["x"] = 0, ["y"] = 0, ["width"] = Width, ["height"] = height, ["scale"] = 1 },
            });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(shot["data"]!.GetValue<string>()), TestContext.Current.CancellationToken);
    }

    /// <summary>Closes the page.</summary>
    public async ValueTask DisposeAsync() => await _browser.AskAsync("Target.closeTarget", new JsonObject { ["targetId"] = _target });

    internal async Task EnableAsync()
    {
        foreach (string domain in (string[])["Page", "Runtime", "Log"])
        {
            await AskAsync($"{domain}.enable", []);
        }
    }

    internal void Happened(string method, JsonObject what)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown":
                Complain($"exception: {what["exceptionDetails"]?.ToJsonString()}");
                break;
            case "Runtime.consoleAPICalled" when what["type"]?.ToString() is "error" or "warning" or "assert":
                Complain($"console: {what["args"]?.ToJsonString()}");
                break;
            case "Log.entryAdded" when Member(what, "level") is "error" or "warning":
                Complain($"log: {Member(what, "source")} {Member(what, "text")} {Member(what, "url")}");
                break;
            default:
                break;
        }
    }

    private static string Member(JsonObject what, string name) => what["entry"]!.AsObject()[name]?.ToString() ?? "";

    private void Complain(string what)
    {
        lock (_complaints)
        {
            _complaints.Add(what);
        }
    }

    private Task<JsonObject> AskAsync(string method, JsonObject parameters) => _browser.AskAsync(method, parameters, _session);
}
