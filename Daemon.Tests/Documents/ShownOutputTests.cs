using System;
using Xunit;

namespace Basisd.Tests.Documents;

/// <summary>The comparison can fail, and fails on what a document must not get wrong.</summary>
public sealed class ShownOutputTests
{
    [Theory]
    [InlineData("entry 23, head 6d5f4a60bbdf3f37", "entry 7, head 0011223344556677", true)]
    [InlineData("asset/BTC   BSCB", "asset/BTC BSCB", true)]
    [InlineData("asset/BTC   BSCB", "asset/BTC NORMAL", false)]
    [InlineData("asset/BTC   BSCB", "asset/ETH BSCB", false)]
    [InlineData("measured 0.433 %", "measured - %", false)]
    [InlineData("state in …/state", "state in /tmp/x/state", true)]
    [InlineData("state in …/state", "state in /tmp/x/run", false)]
    [InlineData("a\nb", "a\nb", true)]
    [InlineData("a\nb", "b\na", false)]
    [InlineData("a\nb", "a\nx\nb", false)]
    [InlineData("a\n…\nb", "a\nx\nb", true)]
    [InlineData("a\n…\nb", "a\nb", true)]
    [InlineData("a", "a\nb", false)]
    [InlineData("a\n…", "a\nb", true)]
    [InlineData("…\nb", "a\nb", true)]
    [InlineData("…\na 1\nb", "a 1\nc\na 2\nb", true)]
    [InlineData("b", "a\nb", false)]
    [InlineData("a\nb", "a", false)]
    public void Words_and_order_count_numbers_and_hashes_do_not(string shown, string printed, bool isSame) =>
        Assert.Equal(isSame, new ShownOutput(shown.Split('\n')).Difference(printed + "\n").Length == 0);

    [Theory]
    [InlineData("a\nb", "a\nx\nb\ny", true)]
    [InlineData("a\nb", "b\na", false)]
    public void An_excerpt_leaves_out_what_it_likes(string shown, string printed, bool isSame) =>
        Assert.Equal(isSame, new ShownOutput(shown.Split('\n'), isExcerpt: true).Difference(printed).Length == 0);

    [Fact]
    public void A_difference_names_the_line() =>
        Assert.Contains("line 2 of the block was not printed there: b", new ShownOutput(["a", "b"]).Difference("a\nc"), StringComparison.Ordinal);

    [Fact]
    public void Blocks_and_links_are_found()
    {
        string[] lines = ["[a](b.md#c) `[d](e)` <x>", "```json f.json", "{}", "```", "```sh", "true", "```"];
        MarkdownDocument document = MarkdownDocument.Parse("x.md", lines);
        Assert.Equal([(1, "b.md")], document.FileLinks);
        Assert.Equal(2, document.Blocks.Count);
        Assert.Equal(("json", "f.json", 3), (document.Blocks[0].Language, document.Blocks[0].File, document.Blocks[0].Line));
        Assert.Equal(("sh", "true"), (document.Blocks[1].Language, document.Blocks[1].Lines[0]));
    }
}
