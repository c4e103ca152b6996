using System;
using System.Collections.Generic;
using Basisd.Commands;
using Basisd.Host.Audit;
using Basisd.Host.Http;
using Basisd.Safety;
using Basisd.Tests.Host.Http;
using Xunit;

namespace Basisd.Tests.Commands;

/// <summary>What <c>basisd incident show</c>, <c>list</c> and <c>status</c> print, to the byte.</summary>
public sealed class IncidentTextTests
{
    private const long Opened = 1_700_000_000 * FixedPoint.Second;
    private const long Minute = 60 * FixedPoint.Second;
    private static readonly string Hash = new('c', 64);

    [Fact]
    public void An_incident_in_the_middle_of_its_protocol()
    {
        Assert.Equal("""
            incident 2: P1, open since 2023-11-14 22:13:20 UTC, for 20 min

            causes
              P1 operator.halt on platform, active since 2023-11-14 22:13:20
              P2 venue.api_failure on venue/alpha, cleared since 2023-11-14 22:13:20, 4 failures, limit 3 failures

            deadline        due (UTC)            state
            response        2023-11-14 22:18:20  met after 0 s
            review          2023-11-14 22:28:20  missed, done 2 min late
            notification    2023-11-14 22:28:20  overdue by 5 min
            recovery        2023-11-15 02:13:20  3 h 40 min left

            step              by                    state                recorded by
            1 full_halt       system                2023-11-14 22:13:20  the node
            2 state_freeze    system                2023-11-14 22:13:20  in the journal
            3 declaration     operations lead       2023-11-14 22:30:20  alice (operations-lead)
            4 root_cause      engineering and risk  next                 bob (engineering); risk missing
            5 impact          risk and finance      -

            root cause  document cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
            impact      users 12, exposed not said, lost 0.5 USD

            records, the latest 4 of 5
              2023-11-14 22:13:20  step full_halt       the node
              2023-11-14 22:28:20  missed review        the node
              2023-11-14 22:30:20  step declaration     alice (operations-lead), uid 1000: we halt
              2023-11-14 22:31:20  step root_cause      bob (engineering), uid 1001: document cccccccccccc…; cause

            next: step 4 root_cause, one record by risk
              basisd incident step root_cause --author carol --role risk --text "…" --document FILE  # or o'neil
            to do: notification, as soon as it is done
              basisd incident notify --author alice --text "…"

            """.ReplaceLineEndings("\n"), new IncidentText(Reply(), color: false).Render(Detail()));
    }

    [Fact]
    public void What_others_have_written_never_drives_the_terminal()
    {
        const string Hostile = "\u001b]0;owned\u0007\u202ereverse\u009b31m\r\nnext: step 8 approval\u2028x";
        IncidentDetail detail = Detail() with { Records = [new IncidentRecordView(Opened, "note", Hostile, "risk", 5, Hostile)] };
        OperatorView[] people = [new OperatorView(Hostile, ["risk"], false)];
        string text = new IncidentText(Reply() with { Operators = people }, color: false).Render(detail);
        Assert.DoesNotContain(text, c => c != '\n' && (char.IsControl(c) || c is '\u202e' or '\u2028'));
        Assert.Single(text.Split('\n'), l => l.Contains("owned", StringComparison.Ordinal) && l.StartsWith("  2023", StringComparison.Ordinal));
        Assert.DoesNotContain(text.Split('\n'), l => l.StartsWith("next: step 8", StringComparison.Ordinal));
    }

    [Fact]
    public void Colour_is_for_terminals_alone()
    {
        Assert.DoesNotContain('\u001b', new IncidentText(Reply(), color: false).Render(Detail()));
        string painted = new IncidentText(Reply(), color: true).Render(Detail());
        Assert.Contains("\u001b[31moverdue by 5 min\u001b[0m", painted, StringComparison.Ordinal);
        Assert.Contains("\u001b[31mP1\u001b[0m", painted, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_and_the_status_have_the_next_step_and_the_nearest_deadline()
    {
        Assert.Equal("""
            incident  sev  opened (UTC)         lasted        state   next step        next deadline
                   2  P1   2023-11-14 22:13:20  20 min        open    4 root_cause     overdue: notification by 5 min; then recovery in 3 h 40 min

            """.ReplaceLineEndings("\n"), IncidentTable.Render(Reply()));
        Assert.Equal("no incident is on file\n", IncidentTable.Render(Reply() with { Incidents = [] }));
        IncidentStatus closed = Status() with
        {
            Number = 1,
            State = "closed",
            ClosedAt = Opened,
            Deadlines = [Due("report", 48 * 60, null)],
            Steps = [],
        };
        StatusSnapshot status = SampleStatus.Of("ready") with
        {
            CoreTime = Opened + (20 * Minute),
            Incidents = [Status(), closed],
            Journal = new JournalStatus(7, 7, Hash, 1, 4096, 1 << 30),
        };
        const string Shown = """
            incident 2, P1, open for 20 min, next is step 4 root_cause (engineering and risk); `basisd incident show`
                     overdue: notification by 5 min; then recovery in 3 h 40 min
            incident 1, P1, closed: due: report in 47 h 40 min

            """;
        Assert.Contains(Shown.ReplaceLineEndings("\n"), new StatusTable(color: false, all: false).Render(status), StringComparison.Ordinal);
        Assert.Empty(IncidentTable.RenderStatus(status with { Incidents = [closed with { Deadlines = [Due("review", 15, null)] }] }));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3_600, "1 h")]
    [InlineData(3_661, "1 h 1 min")]
    [InlineData(172_799, "47 h 59 min")]
    [InlineData(172_800, "2 d")]
    [InlineData(259_199, "2 d 23 h")]
    public void Spans_have_at_most_two_units(long seconds, string expected) =>
        Assert.Equal(expected, Lasted.Text((seconds * FixedPoint.Second) + 999_999_999));

    private static DeadlineStatus Due(string name, long minutes, long? metAfter, string state = "running") =>
        new(name, Opened + (minutes * Minute), Opened + (metAfter * Minute), state);

    private static IncidentStatus Status() => new(
        2, "P1", "open", Opened, null, 3,
        [
            Due("response", 5, 0, "met"), Due("review", 15, 17, "missed"), Due("notification", 15, null, "missed"), Due("recovery", 240, null),
        ],
        [
            new ProtocolStepStatus(1, "full_halt", "system", "done", Opened), new ProtocolStepStatus(2, "state_freeze", "system", "done", Opened),
            new ProtocolStepStatus(3, "declaration", "operations lead", "done", Opened + (17 * Minute)),
            new ProtocolStepStatus(4, "root_cause", "engineering and risk", "next", null),
            new ProtocolStepStatus(5, "impact", "risk and finance", "later", null),
        ]);

    private static IncidentDetail Detail()
    {
        List<IncidentRecordView> records =
        [
            new(Opened, "step", "basisd", "system", 0, "") { Step = "full_halt", DmmEpoch = 3 },
            new(Opened + (15 * Minute), "missed", "basisd", "system", 0, "") { Deadline = "review" },
            new(Opened + (17 * Minute), "step", "alice", "operations-lead", 1000, "we halt") { Step = "declaration", DmmEpoch = 3 },
            new(Opened + (18 * Minute), "step", "bob", "engineering", 1001, "cause") { Step = "root_cause", DmmEpoch = 3, Document = Hash },
        ];
        return new IncidentDetail(Status(), ["risk"], Hash, records, 1) { Users = 12, LossUsd = "0.5" };
    }

    private static IncidentsReply Reply() => new(
        Opened + (20 * Minute), [Detail()],
        [
            new CauseStatusView(1, "platform", "operator.halt", 1, "active", 0, 0, 0, "", "-", "-", "", Opened, 0),
            new CauseStatusView(2, "venue/alpha", "venue.api_failure", 2, "cleared", 4, 3, 0, "", "4 failures", "3 failures", "", Opened, 0),
        ],
        [
            new OperatorView("alice", ["operations-lead"], true), new OperatorView("bob", ["engineering"], false),
            new OperatorView("carol", ["risk", "finance"], false), new OperatorView("o'neil", ["risk"], false),
        ]);
}
