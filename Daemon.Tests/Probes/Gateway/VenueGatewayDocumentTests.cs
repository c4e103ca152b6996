using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Basisd.Probes.Gateway;
using Basisd.Tests.Host;
using Basisd.Venues;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>docs/venue-gateway.yaml says what the client does: same paths, same members, same classes, and examples that it takes.</summary>
public sealed class VenueGatewayDocumentTests
{
    private static readonly AnswerShape[] Shapes =
    [
        AnswerShape.Balances, AnswerShape.Positions, AnswerShape.Orders, AnswerShape.Fills, AnswerShape.Funding, AnswerShape.Transfers,
    ];

    private static readonly string Text = File.ReadAllText(Repository.File("docs/venue-gateway.yaml"));
    private static readonly YamlMappingNode Document = Parsed();

    [Fact]
    public void It_is_OpenAPI_of_version_1()
    {
        Assert.Equal("3.1.0", At(Document, "openapi").ToString());
        Assert.Equal("1", At(Document, "info", "version").ToString());
        Assert.Equal(["/health", .. Shapes.Select(s => s.Path)], Map(At(Document, "paths")).Select(p => p.Key));
        Assert.All(Map(At(Document, "paths")), path => Assert.Equal(["get"], Map(path.Value).Select(verb => verb.Key)));
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        string[] references = [.. Document.AllNodes.OfType<YamlMappingNode>().SelectMany(m => m.Children)
            .Where(c => c.Key.ToString() == "$ref").Select(c => c.Value.ToString()).Distinct()];
        Assert.InRange(references.Length, 20, 100);
        Assert.All(references, r => Assert.NotNull(At(Document, r["#/".Length..].Split('/'))));
    }

    [Fact]
    public void Every_example_is_taken_whole_and_knows_its_names()
    {
        int examples = 0;
        foreach (AnswerShape shape in Shapes)
        {
            YamlNode examplesOf = At(Document, "paths", shape.Path, "get", "responses", "200", "content", "application/json", "examples");
            foreach ((string name, YamlNode example) in Map(examplesOf))
            {
                RecordList list = new();
                GatewayNames names = new(Gateways.Topology, 0, unknown => Assert.Fail($"{shape.Path} {name}: {unknown}"));
                AnswerParser.Read(shape, Encoding.UTF8.GetBytes(Json(At(example, "value"))), names, list);
                foreach (VenueRecord record in list.Items)
                {
                    Assert.True(record.Item >= 0 && record.CashAccount >= 0 && record.FeeAccount >= 0, $"{shape.Path} {name}");
                    Consistent(record);
                }

                examples++;
            }
        }

        Assert.InRange(examples, 10, 100);
    }

    [Fact]
    public void Every_member_of_an_item_is_the_parsers()
    {
        foreach (AnswerShape shape in Shapes)
        {
            string schema = char.ToUpperInvariant(shape.Path[1]) + shape.Path[2..];
            YamlNode list = At(Document, "components", "schemas", schema);
            YamlNode item = At(list, "properties", "items", "items");
            Assert.Equal(shape.Names, ((YamlSequenceNode)At(item, "required")).Select(n => n.ToString()));
            Assert.Equal(shape.Names, Map(At(item, "properties")).Select(p => p.Key));
            string[] head = shape.Next == AnswerNext.None ? ["venue", "as_of", "items"] : ["venue", "as_of", "items", "next"];
            Assert.Equal(head, ((YamlSequenceNode)At(list, "required")).Select(n => n.ToString()));
        }
    }

    [Fact]
    public void Every_class_of_failure_is_explained()
    {
        GatewayOutcome[] others = [GatewayOutcome.Ok, GatewayOutcome.Backlog, GatewayOutcome.Unexpected];
        foreach (GatewayOutcome outcome in Enum.GetValues<GatewayOutcome>().Except(others))
        {
            Assert.Contains($"`{JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString())}`", Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0", "-0.5", "+1", "1e3", "00", "1.", "0.123456789", "9999999999.99999999", "99999999999", "-0", "1.50")]
    public void The_pattern_of_an_amount_is_the_parsers(params string[] texts)
    {
        Regex pattern = new(At(Document, "components", "schemas", "Amount", "pattern").ToString(), RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.All(texts, text => Assert.Equal(pattern.IsMatch(text), DecimalText.ReadAmount(text, out _) is null));
    }

    private static void Consistent(in VenueRecord r)
    {
        long worth = (long)((Int128)r.Quantity * r.Price / 100_000_000);
        if (r.Kind == VenueRecordKind.Fill && !r.IsDerivative)
        {
            Assert.Equal(-worth, r.Cash);
        }

        if (r.Kind == VenueRecordKind.Funding)
        {
            Assert.Equal(-(worth * r.RatePpm / 1_000_000), r.Cash);
        }
    }

    private static YamlMappingNode Parsed()
    {
        YamlStream stream = new();
        stream.Load(new StringReader(Text));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (n, key) => ((YamlMappingNode)n).Children[key]);

    private static IEnumerable<(string Key, YamlNode Value)> Map(YamlNode node) =>
        ((YamlMappingNode)node).Children.Select(c => (c.Key.ToString(), c.Value));

    private static string Json(YamlNode node) => node switch
    {
        YamlMappingNode map => "{" + string.Join(',', Map(map).Select(c => JsonSerializer.Serialize(c.Key) + ":" + Json(c.Value))) + "}",
        YamlSequenceNode list => "[" + string.Join(',', list.Select(Json)) + "]",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" } => "null",
        YamlScalarNode { Style: ScalarStyle.Plain } plain when long.TryParse(plain.Value, out _) => plain.Value!,
        _ => JsonSerializer.Serialize(node.ToString()),
    };
}
