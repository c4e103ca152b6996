using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Basisd.Sims;
using Basisd.Sims.Answers;
using Basisd.Sims.Book;
using Basisd.Sims.Faults;
using Basisd.Tests.Documents;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>
/// The examples of the simulator's page, played in their order: a block <c>http</c> is asked (a line <c># 409</c> names a status other than 200),
/// the block <c>json</c> behind it is the answer, with times left aside and line breaks for the eye.
/// </summary>
public sealed partial class VenueDocumentTests
{
    private const string Page = "docs/venue-simulator.md";

    [Fact]
    public void Every_example_is_answered_as_shown()
    {
        VenueBook book = VenueRig.Book();
        foreach ((string asset, long units) in ((string, long)[])[("BTC", 100), ("ETH", 100), ("USDT", 1_000_000)])
        {
            Assert.NotNull(book.Transfer(asset, units * VenueRig.Unit, VenueRig.Start, out _));
        }

        VenueSimulator venue = VenueRig.Simulator(book);
        IReadOnlyList<MarkdownBlock> blocks = MarkdownDocument.All().Single(d => d.Name == Page).Blocks;
        int examples = 0;
        for (int i = 0; i + 1 < blocks.Count; i++)
        {
            if (blocks[i].Language == "http")
            {
                Assert.Equal("json", blocks[i + 1].Language);
                (int status, string answer) = Ask(venue, blocks[i].Lines);
                Assert.Equal((blocks[i].Place, Status(blocks[i].Lines), Plain(blocks[i + 1].Lines)), (blocks[i].Place, status, answer));
                examples++;
            }
        }

        Assert.True(examples > 20, $"only {examples} examples were found");
    }

    [Fact]
    public void Every_fault_has_its_row()
    {
        string text = System.IO.File.ReadAllText(Host.Repository.File(Page));
        Assert.All(FaultText.Names, name => Assert.Contains($"\n| `{name}` |", text, StringComparison.Ordinal));
    }

    private static (int Status, string Answer) Ask(VenueSimulator venue, IReadOnlyList<string> lines)
    {
        string[] words = lines[0].Split(' ');
        string[] address = words[1].Split('?');
        string body = string.Join('\n', lines.Skip(1).Where(l => !l.StartsWith('#')));
        string query = address.Length > 1 ? "?" + address[1] : string.Empty;
        SimReply reply = venue.Answer(new SimRequest(words[0], address[0], query, Encoding.UTF8.GetBytes(body)));
        return (reply.Status, Times().Replace(reply.Text, "\"$1\":\"\""));
    }

    private static int Status(IReadOnlyList<string> lines) =>
        int.Parse(lines.FirstOrDefault(l => l.StartsWith("# ", StringComparison.Ordinal))?[2..] ?? "200", CultureInfo.InvariantCulture);

    private static string Plain(IReadOnlyList<string> lines) =>
        Times().Replace(string.Concat(lines.Select(l => l.Trim())), "\"$1\":\"\"");

    [GeneratedRegex("\"(time|first|last)\":\"[0-9]+\"", RegexOptions.None, 1000)]
    private static partial Regex Times();
}
