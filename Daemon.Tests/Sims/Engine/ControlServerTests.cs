using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Basisd.Sims.Engine;
using Basisd.Sims.Server;
using Xunit;

namespace Basisd.Tests.Sims.Engine;

/// <summary>The engine is told to misbehave over the wire that the venues' faults have.</summary>
public sealed class ControlServerTests
{
    [Theory]
    [InlineData("""{"kind":"explode"}""", "it knows ignore, ack_late")]
    [InlineData("""{"kind":"ack_late"}""", "'ms' is missing")]
    [InlineData("""{"kind":"ignore","ms":5}""", "ignore knows no 'ms'")]
    [InlineData("""{"kind":"die","at":"noon"}""", "'at' is now, before or after")]
    [InlineData("""[1]""", "JSON object")]
    public async Task A_wrong_word_is_explained(string body, string expected)
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await using ControlServer control = new(new IPEndPoint(IPAddress.Loopback, 0), rig.Engine);
        await control.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient http = new();
        using StringContent content = new(body);
        Uri faults = new(control.Address, "/sim/faults");
        using HttpResponseMessage answer = await http.PostAsync(faults, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        string said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(expected, said, StringComparison.Ordinal);
        Assert.Empty(rig.Engine.Misbehaviour.Items);
    }

    [Fact]
    public async Task Misbehaviour_is_set_listed_and_taken_back()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await using ControlServer control = new(new IPEndPoint(IPAddress.Loopback, 0), rig.Engine);
        await control.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, Basisd.Commands.CommandLine.Run(["sim", "fault", $"{control.Address}", "ack_late", "ms=5", "count=2"]));
        Assert.Equal((MisbehaviourKind.AckLate, 5, 2), rig.Engine.Misbehaviour.Items.Select(m => (m.Kind, m.Milliseconds, m.Left)).Single());
        using HttpClient http = new();
        string list = await http.GetStringAsync(new Uri(control.Address, "/sim/faults"), TestContext.Current.CancellationToken);
        Assert.Contains("ack_late", list, StringComparison.Ordinal);
        Assert.Equal(0, Basisd.Commands.CommandLine.Run(["sim", "fault", $"{control.Address}", "--clear"]));
        Assert.Empty(rig.Engine.Misbehaviour.Items);
    }

    [Fact]
    public async Task Nobody_but_this_machine_may_tell_it()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await using ControlServer control = new(new IPEndPoint(IPAddress.Any, 0), rig.Engine);
        await Assert.ThrowsAsync<SimEndpointException>(() => control.StartAsync(TestContext.Current.CancellationToken));
    }
}
