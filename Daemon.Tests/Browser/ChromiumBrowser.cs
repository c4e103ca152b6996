using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Browser;

/// <summary>
/// A headless Chromium of its own, with a profile of its own, driven over the DevTools protocol. Start one, open pages, dispose it: nothing
/// of it is left then.
/// </summary>
internal sealed class ChromiumBrowser : IAsyncDisposable
{
    private const string Mark = "DevTools listening on ";

    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("basisd-chromium-");
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _asked = new();
    private readonly ConcurrentDictionary<string, BrowserPage> _pages = new(StringComparer.Ordinal);
    private readonly Process _process;
    private readonly Task _errors;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private int _id;

    private ChromiumBrowser(string program)
    {
        ProcessStartInfo info = new(
            program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
                "--font-render-hinting=none", "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(info)!;
        _errors = Task.WhenAll(ReadAsync(_process.StandardError), ReadAsync(_process.StandardOutput));
    }

    /// <summary>Why there is no browser, or null where there is one.</summary>
    public static string? Missing => Program() is null ? "there is no Chromium on this machine (`make deps` installs it)" : null;

    /// <summary>Starts one; skips the test where the machine has none.</summary>
    public static async Task<ChromiumBrowser> StartAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        ChromiumBrowser browser = new(Program()!);
        try
        {
            Uri address = await browser._listening.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await browser._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
            browser._reading = Task.Run(browser.ReceiveAsync);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an empty page.</summary>
    /// <param name="width">Width of the window, CSS pixels.</param>
    /// <param name="height">Height of the window, CSS pixels.</param>
    /// <param name="dark">Which colour scheme the user prefers.</param>
    public async Task<BrowserPage> OpenAsync(int width, int height, bool dark)
    {
        JsonObject target = await AskAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        string name = target["targetId"]!.GetValue<string>();
        JsonObject session = await AskAsync("Target.attachToTarget", new JsonObject { ["targetId"] = name, ["flatten"] = true });
        string id = session["sessionId"]!.GetValue<string>();
        BrowserPage page = new(this, name, id);
        _pages[id] = page;
        await page.EnableAsync();
        await page.SetSizeAsync(width, height);
        await page.SetColorSchemeAsync(dark);
        return page;
    }

    /// <summary>Asks the browser for something; a refusal fails the test.</summary>
    public async Task<JsonObject> AskAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref _id);
        TaskCompletionSource<JsonObject> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(message);
        await _sending.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        JsonObject reply = await answer.Task.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
        Assert.True(reply["error"] is null, $"{method}: {reply["error"]}");
        return reply["result"]!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        await _errors;
        _process.Dispose();
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
        for (int left = 20; _profile.Exists && left > 0; left--)
        {
            try
            {
                _profile.Delete(recursive: true);
                return;
            }
            catch (IOException) when (left > 1)
            {
                // A child of the browser that was just killed still wrote a file.
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private static string? Program() => Array.Find(s_places, File.Exists);

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                _listening.TrySetResult(new Uri(line[Mark.Length..]));
            }
        }

        _listening.TrySetException(new InvalidOperationException("Chromium ended before it listened"));
    }

    private async Task ReceiveAsync()
    {
        try
        {
            byte[] buffer = new byte[1 << 16];
            using MemoryStream message = new();
            while (true)
            {
                WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, _end.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!.AsObject());
                    message.SetLength(0);
                }
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            foreach (TaskCompletionSource<JsonObject> answer in _asked.Values)
            {
                answer.TrySetException(new InvalidOperationException("the browser is gone"));
            }
        }
    }

    private void Take(JsonObject message)
    {
        if (message["id"] is { } id)
        {
            if (_asked.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonObject>? answer))
            {
                answer.TrySetResult(message);
            }
        }
        else if (message["sessionId"] is { } session && _pages.TryGetValue(session.GetValue<string>(), out BrowserPage? page))
        {
            page.Happened(message["method"]!.GetValue<string>(), message["params"]?.AsObject() ?? []);
        }
    }
}
