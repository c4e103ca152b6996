using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Faults;

namespace Basisd.Commands;

/// <summary><c>basisd sim fault</c>: tells a simulated venue to misbehave, and to stop that.</summary>
public static class SimFaultCommand
{
    private const string ContractRoot = "/v1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> url = new("URL") { Description = "address that `basisd sim venue` printed" };
        Argument<string?> kind = new("KIND")
        {
            Description = $"one of {string.Join(", ", FaultText.Names)}",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> words = new("KEY=VALUE")
        {
            Description = "what the fault is told: path, count, and what its kind knows",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> list = new("--list") { Description = "print the faults that are set" };
        Option<bool> clear = new("--clear") { Description = "take all faults away" };
        Command command = new Command("fault", "set, list or clear the faults of a simulated venue") { url, kind, words, list, clear }.WithExamples(
            "basisd sim fault http://127.0.0.1:9001/v1 error status=503 count=4",
            "basisd sim fault http://127.0.0.1:9001/v1 wrong_balance asset=BTC amount=-0.5",
            "basisd sim fault http://127.0.0.1:9001/v1 --clear");
        command.SetAction((parsed, cancel) =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string? chosen = parsed.GetValue(kind);
            bool isList = parsed.GetValue(list);
            bool isClear = parsed.GetValue(clear);
            string problem = (chosen is not null ? 1 : 0) + (isList ? 1 : 0) + (isClear ? 1 : 0) != 1
                ? "say one of: a KIND, --list, --clear"
                : string.Empty;
            byte[]? body = problem.Length == 0 && chosen is not null ? Body(chosen, parsed.GetValue(words) ?? [], out problem) : null;
            Uri? target = problem.Length == 0 ? Target(parsed.GetValue(url)!, out problem) : null;
            if (target is null)
            {
                error.WriteLine($"basisd: {problem}");
                return Task.FromResult(ExitCode.Usage);
            }

            HttpMethod method = isList ? HttpMethod.Get : isClear ? HttpMethod.Delete : HttpMethod.Post;
            return AskAsync(parsed, method, target, body, cancel);
        });
        return command;
    }

    private static Uri? Target(string text, out string problem)
    {
        problem = string.Empty;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            problem = $"expected the address of a simulated venue such as http://127.0.0.1:9001/v1, found '{text}'";
            return null;
        }

        string path = url.AbsolutePath.TrimEnd('/');
        if (path.Length > 0 && !path.EndsWith(ContractRoot, StringComparison.Ordinal))
        {
            problem = $"the address of a simulated venue ends with {ContractRoot}, found '{text}'";
            return null;
        }

        return new Uri(new Uri(url.AbsoluteUri.TrimEnd('/')), "sim/faults");
    }

    private static byte[]? Body(string kind, string[] words, out string problem)
    {
        string? odd = words.FirstOrDefault(w => w.IndexOf('=', StringComparison.Ordinal) < 1);
        problem = odd is null ? string.Empty : $"expected KEY=VALUE, found '{odd}'";
        if (problem.Length > 0)
        {
            return null;
        }

        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            foreach (string word in words)
            {
                string[] sides = word.Split('=', 2);
                json.WriteString(sides[0], sides[1]);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static async Task<int> AskAsync(ParseResult parsed, HttpMethod method, Uri target, byte[]? body, CancellationToken cancel)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };

        // The simulator signs its certificate itself, and what is said to it is no secret.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => target.IsLoopback;
        using HttpClient client = new(handler) { Timeout = Patience };
        using HttpRequestMessage request = new(method, target) { Content = body is null ? null : new ByteArrayContent(body) };
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancel).ConfigureAwait(false);
            string text = await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                parsed.InvocationConfiguration.Output.WriteLine(text);
                return ExitCode.Ok;
            }

            error.WriteLine($"basisd: {Problem(text) ?? $"{target} answered with status {(int)answer.StatusCode}; is it a simulated venue?"}");
            return ExitCode.Usage;
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            error.WriteLine($"basisd: {target} does not answer: {lost.Message.TrimEnd('.')}; `basisd sim venue` starts one and prints its address");
            return ExitCode.Unreachable;
        }
    }

    private static string? Problem(string text)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(text);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("error", out JsonElement problem)
                ? problem.GetString()
                : null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
