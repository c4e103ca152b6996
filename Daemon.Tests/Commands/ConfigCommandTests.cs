using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Commands;
using Xunit;

namespace Basisd.Tests.Commands;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_good_file_gets_one_line_with_hash_and_scopes()
    {
        string file = Write("{ \"node\": { \"name\": \"n1\" } }");
        (int code, string output, _) = Verb.Run("config", "check", file);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches($"^ok: {file}: [0-9]+ scopes, sha256 [0-9a-f]{{64}}\n$", output);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_with_file_line_path_range_and_remedy()
    {
        string file = Write("{\n  \"node\": { \"nam\": \"n1\" },\n  \"gate\": {\n    \"validity\": \"1ms\"\n  }\n}");
        (int code, string output, string error) = Verb.Run("config", "check", file);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        string[] lines = error.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches($"^{file}:2: node\\.nam: .+;.+", lines[0]);
        Assert.Matches($"^{file}:4: gate\\.validity: .+;.+", lines[1]);
        Assert.Contains("2 errors", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_as_json_carries_the_same()
    {
        string file = Write("{\n  \"node\": { \"nam\": \"n1\" } }");
        (int code, string output, _) = Verb.Run("config", "check", "--json", file);
        Assert.Equal(ExitCode.Usage, code);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("ok").GetBoolean());
        JsonElement problem = json.RootElement.GetProperty("errors").EnumerateArray().Single();
        Assert.Equal(
            (file, 2, "node.nam"),
            (problem.GetProperty("file").GetString(), problem.GetProperty("line").GetInt32(), problem.GetProperty("path").GetString()));

        (code, output, _) = Verb.Run("config", "check", "--json", Write("{}"));
        using JsonDocument good = JsonDocument.Parse(output);
        Assert.Equal(ExitCode.Ok, code);
        Assert.True(good.RootElement.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_stack_trace()
    {
        (int code, _, string error) = Verb.Run("config", "check", Path.Combine(_directory, "absent.json"));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("does not exist", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_marks_origin_and_seed()
    {
        string file = Write("{\n  \"node\": { \"name\": \"n1\" } }");
        (int code, string output, _) = Verb.Run("config", "show", "--config", file);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches($"(?m)^node\\.name +n1 +default +{file}:2$", output);
        Assert.Contains(" seed ", output, StringComparison.Ordinal);

        (_, output, _) = Verb.Run("config", "show", "--json", "--config", file);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement name = json.RootElement.GetProperty("settings").EnumerateArray().Single(s => s.GetProperty("path").GetString() == "node.name");
        Assert.Equal("n1", name.GetProperty("value").GetString());
        Assert.Contains(json.RootElement.GetProperty("settings").EnumerateArray(), s => s.GetProperty("source").GetString() == "seed");
    }

    [Fact]
    public void A_broken_file_shows_nothing()
    {
        (int code, string output, string error) = Verb.Run("config", "show", "-c", Write("{ \"node\": 7 }"));
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains("node", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_is_json_and_reference_is_a_table()
    {
        using JsonDocument schema = JsonDocument.Parse(Verb.Run("config", "schema").Output);
        Assert.True(schema.RootElement.GetProperty("properties").TryGetProperty("gate", out _));
        Assert.Contains("| `gate.validity` |", Verb.Run("config", "reference").Output, StringComparison.Ordinal);
    }

    private string Write(string json)
    {
        string file = Path.Combine(_directory, "basisd.json");
        File.WriteAllText(file, json);
        return file;
    }
}
