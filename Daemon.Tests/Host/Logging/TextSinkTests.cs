using System;
using System.IO;
using Basisd.Host.Logging;
using Serilog;
using Xunit;

namespace Basisd.Tests.Host.Logging;

public sealed class TextSinkTests
{
    [Fact]
    public void Plain_lines_have_time_level_and_message() =>
        Assert.Matches(
            "^[0-9]{2}:[0-9]{2}:[0-9]{2} WARN  low on space: 3 MiB\n$", Written(TextStyle.Plain, log => log.Warning("low on space: {Left} MiB", 3)));

    [Fact]
    public void Colour_surrounds_the_level_alone() =>
        Assert.Contains("\e[31mERROR\e[0m broken", Written(TextStyle.Color, log => log.Error("broken")), StringComparison.Ordinal);

    [Fact]
    public void What_a_peer_sent_does_not_steer_the_terminal() =>
        Assert.EndsWith(
            "INFO  engine ?[2Jx\n", Written(TextStyle.Plain, log => log.Information("engine {Name}", "\e[2Jx")), StringComparison.Ordinal);

    [Fact]
    public void Each_line_has_its_journal_prefix() =>
        Assert.Equal("<3>one\n<3>two\n", Written(TextStyle.JournalPrefix, log => log.Error("one\ntwo")));

    [Theory]
    [InlineData(false, null, "xterm", TextStyle.Color)]
    [InlineData(true, null, "xterm", TextStyle.Plain)]
    [InlineData(false, "1", "xterm", TextStyle.Plain)]
    [InlineData(false, "", "xterm", TextStyle.Color)]
    [InlineData(false, null, "dumb", TextStyle.Plain)]
    [InlineData(false, null, null, TextStyle.Plain)]
    public void Colour_needs_a_terminal_that_wants_it(bool redirected, string? noColor, string? terminal, TextStyle expected) =>
        Assert.Equal(expected, TextSink.StyleFor(redirected, noColor, terminal));

    [Fact]
    public void A_closed_terminal_stops_nothing()
    {
        StringWriter output = new();
        output.Dispose();
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Sink(new TextSink(output, TextStyle.Plain)).CreateLogger();
        log.Information("nobody reads this");
    }

    private static string Written(TextStyle style, Action<ILogger> write)
    {
        StringWriter output = new();
        using Serilog.Core.Logger log = new LoggerConfiguration().WriteTo.Sink(new TextSink(output, style)).CreateLogger();
        write(log);
        return output.ToString();
    }
}
