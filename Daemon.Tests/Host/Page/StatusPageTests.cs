using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Host.Page;
using Basisd.Safety;
using Basisd.Tests.Host.Http;
using Xunit;

namespace Basisd.Tests.Host.Page;

/// <summary>The page as bytes: what it says, what it must never let through, and with which headers it goes out.</summary>
public sealed class StatusPageTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Who woke up must see which slot has no owner and what stands in the way; a node that is alone has no such part.</summary>
    [Fact]
    public void A_cluster_is_shown_with_what_blocks_a_takeover()
    {
        StatusSnapshot calm = RichStatus.Calm();
        Assert.DoesNotContain("id=\"cluster\"", Text(calm), StringComparison.Ordinal);
        ClusterStatus cluster = new(
            "prod", "a", "00", 1, 1_000_000, new ClusterDmmStatus(3, true, "b"), new ClusterPauseStatus(true, "alice", 1, "upgrade <b>"),
            [
                new ClusterNodeStatus("a", "10.0.0.1:9466", true, "heard", 0, "00", ["ready"]),
                new ClusterNodeStatus("b", "10.0.0.2:9466", false, "silent", 2_000_000_000, "01", []),
            ],
            [new ClusterSlotStatus("east", true, "owner", "a", 4, false, ["b"], 9, 1, 0, [], "") { Obstacle = "no standby" }], []);
        string blocked = Text(calm with { Cluster = cluster });
        Assert.Contains("takeovers are paused by alice: upgrade &lt;b&gt;", blocked, StringComparison.Ordinal);
        Assert.Contains("nobody would take over", blocked, StringComparison.Ordinal);
        Assert.Contains("no standby; b could not take it: nothing was heard of it for 2000 ms", blocked, StringComparison.Ordinal);
        Assert.Contains("<b class=\"bad\">silent</b>", blocked, StringComparison.Ordinal);
        Assert.Contains("DMM of the cluster holds, epoch 3, latched by b", blocked, StringComparison.Ordinal);
        ClusterStatus well = cluster with
        {
            Dmm = null,
            Pause = null,
            Nodes = [cluster.Nodes[0], cluster.Nodes[1] with { State = "heard", SilenceNs = 0 }],
            Slots = [cluster.Slots[0] with { Obstacle = "", Heir = "b", Copies = [new ClusterCopyStatus("b", "follower", true, 4, 9)] }],
        };
        string sound = Text(calm with { Cluster = well });
        Assert.Contains("Every slot could be taken over now.", sound, StringComparison.Ordinal);
        Assert.Contains("b would take over", sound, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"bad\">nobody", sound, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/html; charset=utf-8")]
    [InlineData("status.css", "text/css; charset=utf-8")]
    [InlineData("status.js", "text/javascript; charset=utf-8")]
    public async Task The_three_resources_are_served_strictly(string path, string type)
    {
        await using PageServer server = await PageServer.StartAsync(RichStatus.Calm());
        using HttpResponseMessage answer = await server.Client.GetAsync(path, Cancel);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'",
            answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.True(body.Length > 1_000);
        using HttpResponseMessage head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancel);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
        using HttpResponseMessage post = await server.Client.PostAsync(path, new StringContent(""), Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
    }

    [Fact]
    public void Nothing_on_it_comes_from_elsewhere_or_is_inline()
    {
        string page = Text(RichStatus.Halted());
        Assert.DoesNotMatch("<(style|form|iframe|object|base)\\b|\\sstyle=|\\son[a-z]+=|javascript:", page);
        Assert.All(
            Regex.Matches(page, "(?:src|href)=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value),
            target => Assert.DoesNotMatch("^(https?:)?//", target));
    }

    [Fact]
    public void What_others_wrote_stays_text()
    {
        string page = Text(RichStatus.Poisoned());
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
        Assert.Contains("&lt;script&gt;document.title=&#39;owned&#39;", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<script ", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void It_says_what_is_blocked_why_since_when_and_what_is_next()
    {
        string page = Text(RichStatus.Halted());
        Assert.Contains("Everything is halted.", page, StringComparison.Ordinal);
        Assert.Contains("Since 2026-03-12 02:50:41 UTC", page, StringComparison.Ordinal);
        Assert.Contains("systemic.venue_insolvency", page, StringComparison.Ordinal);
        Assert.Contains("INC-7: notification is overdue. Do it now and record it.", page, StringComparison.Ordinal);
        Assert.Contains("INC-7: step 4 of 8, root_cause, is due from engineering and risk.", page, StringComparison.Ordinal);
        Assert.Contains("basisd resume plan", page, StringComparison.Ordinal);
        Assert.Contains("balance differs by: -0.50000000, limit 0", page, StringComparison.Ordinal);
        Assert.Contains("17\u00A0failures, limit 3\u00A0failures", page, StringComparison.Ordinal);
        Assert.Contains(">in 3 h 38 m<", page, StringComparison.Ordinal);
        Assert.Contains(">overdue by 7 m 00 s<", page, StringComparison.Ordinal);
        Assert.Contains("2 behind the head", page, StringComparison.Ordinal);
        Assert.Contains("price ETH/USDT@carol", page, StringComparison.Ordinal);
        Assert.Contains("Defensive Maintenance Mode", page, StringComparison.Ordinal);
        string[] rows = [.. Regex.Matches(
            page, "<tr role=\"row\" data-scope=\"[^\"]*\" data-mode=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(m => m.Groups[1].Value)];
        Assert.Equal(["DMM", "BSCB", "BSCB", "RECOVERY 2/4", "NORMAL"], rows);
    }

    [Fact]
    public void Every_member_of_the_status_is_on_it()
    {
        StatusSnapshot status = RichStatus.Halted();
        string page = Text(status);
        Assert.All(status.Scopes, s => Assert.Contains($"data-scope=\"{s.Name}\"", page, StringComparison.Ordinal));
        Assert.All(
            new[]
            {
                status.Node, status.Version, status.State, status.PlatformMode, status.Banner, status.ConfigurationHash, status.StateHash,
                status.Gate.Path, status.Journal.HeadHash, status.Journal.SignedHead!.Key, $"entry {status.Journal.Sequence}", "cancel_all",
                "engine-a", "Containment 2", "48213377", "a single node", "2026-03-12 03:12:41 UTC",
            },
            text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_starts_and_a_loop_that_stands_still_are_not_shown_as_fresh()
    {
        string starting = Encoding.UTF8.GetString(StatusPage.Of(null, null));
        Assert.Contains("The node is starting", starting, StringComparison.Ordinal);
        Assert.Contains("data-fresh=\"no\"", starting, StringComparison.Ordinal);
        string stalled = Encoding.UTF8.GetString(StatusPage.Of(RichStatus.Calm(), "the loop has published nothing for 3000 ms"));
        Assert.Contains("data-fresh=\"no\"", stalled, StringComparison.Ordinal);
        Assert.Contains(
            "role=\"alert\"><strong>Stale.</strong> <span id=\"stale-why\">The loop has published nothing for 3000 ms.", stalled,
            StringComparison.Ordinal);
        Assert.Contains("<title>STALE · NORMAL", stalled, StringComparison.Ordinal);
        string fresh = Text(RichStatus.Calm());
        Assert.Contains("role=\"alert\" hidden>", fresh, StringComparison.Ordinal);
        Assert.Contains("Nothing is blocked.", fresh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_gate_is_said_before_anything_else()
    {
        StatusSnapshot calm = RichStatus.Calm();
        string page = Text(calm with { Gate = calm.Gate with { Valid = false }, State = "stopping", EngineSessions = [] });
        Assert.Contains("The gate is closed: engines are denied everything.", page, StringComparison.Ordinal);
        Assert.Contains("The node is stopping.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is blocked.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_topology_has_a_page_of_bounded_size()
    {
        StatusSnapshot many = RichStatus.Calm(venues: (Topology.MaxScopes - 7) / 5);
        Assert.InRange(many.Scopes.Count, Topology.MaxScopes - 5, Topology.MaxScopes);
        StatusSnapshot closed = many with { Scopes = [.. many.Scopes.Select(s => s with { Mode = "BSCB" })] };
        Assert.InRange(Measured("all NORMAL", () => StatusPage.Of(many, null)), 100_000, 1_000_000);
        Assert.InRange(Measured("all BSCB", () => StatusPage.Of(closed, null)), 1_000_000, 8_000_000);
        Measured("the JSON", () => JsonSerializer.SerializeToUtf8Bytes(closed, HttpJson.Default.StatusSnapshot));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(-65, "1 m 05 s")]
    [InlineData(3_600L + (4 * 60), "1 h 04 m")]
    [InlineData((3L * 86_400) + (4 * 3_600), "3 d 4 h")]
    public void Spans_are_short(long seconds, string text) => Assert.Equal(text, PageTime.Span(seconds * FixedPoint.Second));

    private int Measured(string what, Func<byte[]> make)
    {
        int bytes = make().Length;
        Stopwatch watch = Stopwatch.StartNew();
        make();
        output.WriteLine($"{what}: {bytes} bytes in {watch.Elapsed.TotalMilliseconds:F1} ms");
        return bytes;
    }

    private static string Text(StatusSnapshot status) => Encoding.UTF8.GetString(StatusPage.Of(status, null));
}
