using Basisd.Host.Reports;
using Xunit;

namespace Basisd.Tests.Host.Reports;

/// <summary>Names go, words stay.</summary>
public sealed class NameMaskTests
{
    [Theory]
    [InlineData("Kraken halted; route/BTC@kraken, KRAKEN's desk", "venue-1 halted; route/BTC@venue-1, venue-1's desk")]
    [InlineData("krakens and mykraken stay, kraken_2 goes", "krakens and mykraken stay, venue-1_2 goes")]
    [InlineData("kraken-eu is another than kraken", "venue-2 is another than venue-1")]
    [InlineData("kraken", "venue-1")]
    [InlineData("kraken kraken", "venue-1 venue-1")]
    [InlineData("", "")]
    [InlineData("asked alice and Bob Smith", "asked operator-1 and operator-2")]
    public void A_name_is_replaced_where_it_is_a_word(string text, string masked)
    {
        NameMask mask = new();
        mask.Add("kraken", "venue-1");
        mask.Add("kraken-eu", "venue-2");
        mask.Add("Kraken", "venue-3");
        mask.AddPerson("alice");
        mask.AddPerson("alice");
        mask.AddPerson("bob smith");
        Assert.Equal(masked, mask.Apply(text));
    }

    [Theory]
    [InlineData("default", RedactionRules.Default)]
    [InlineData("none", "")]
    [InlineData("uids, kind:fact,uids", "kind:fact,uids")]
    public void Rules_have_one_order(string text, string expected)
    {
        RedactionRules rules = RedactionRules.TryParse(text, out _)!;
        string[] words = expected.Length == 0 ? ["none"] : expected.Split(',');
        System.Array.Sort(words, System.StringComparer.Ordinal);
        Assert.Equal(string.Join(',', words), rules.ToString());
        Assert.Equal(rules.ToString(), RedactionRules.TryParse(rules.ToString(), out _)!.ToString());
        Assert.True(rules.WithPublic().CoversPublic);
    }

    [Theory]
    [InlineData("kind:")]
    [InlineData("everything")]
    [InlineData("field:<b>")]
    public void What_is_no_rule_is_refused(string text)
    {
        Assert.Null(RedactionRules.TryParse(text, out string problem));
        Assert.Contains($"'{text}' is no redaction rule", problem, System.StringComparison.Ordinal);
    }
}
