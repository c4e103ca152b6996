using System;
using Basisd.Incidents;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>The outbox by itself: order, numbers, bounds, its canonical form.</summary>
public sealed class NoticeOutboxTests
{
    private const int Scopes = 3;

    [Fact]
    public void Notices_leave_in_the_order_in_which_they_came()
    {
        NoticeOutbox outbox = new(Scopes);
        for (int id = 1; id <= 5; id++)
        {
            Assert.True(outbox.TryQueue(Of(id)));
        }

        Assert.False(outbox.TrySettle(2, NoticeEnd.Delivered), "the second left before the first");
        for (int id = 1; id <= 5; id++)
        {
            Assert.Equal(id, outbox[0].Id);
            Assert.True(outbox.TrySettle(id, NoticeEnd.Delivered));
            Assert.False(outbox.TrySettle(id, NoticeEnd.Delivered), "one notice was settled twice");
        }

        Assert.Equal((0, 5L, 0L, 5L), (outbox.Count, outbox.Delivered, outbox.Dropped, outbox.LastId));
    }

    [Fact]
    public void It_refuses_what_does_not_fit()
    {
        NoticeOutbox outbox = new(Scopes);
        Assert.False(outbox.TryQueue(Of(2)), "a number was left out");
        Assert.False(outbox.TryQueue(Of(1) with { Scope = Scopes }));
        Assert.False(outbox.TryQueue(Of(1) with { Scope = -1 }));
        Assert.False(outbox.TryQueue(Of(1) with { Kind = NoticeKind.None }));
        Assert.False(outbox.TryQueue(Of(1) with { Kind = NoticeKind.DeadlineMissed + 1 }));
        Assert.False(outbox.TrySettle(1, NoticeEnd.Delivered));
        Assert.True(outbox.TryQueue(Of(1)));
        Assert.False(outbox.TrySettle(1, NoticeEnd.None));
        Assert.False(outbox.TrySettle(1, NoticeEnd.Dropped + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => outbox[1]);
    }

    [Fact]
    public void It_holds_no_more_than_its_bound()
    {
        NoticeOutbox outbox = new(Scopes);
        for (int id = 1; id <= NoticeOutbox.Capacity; id++)
        {
            Assert.True(outbox.TryQueue(Of(id)));
        }

        Assert.True(outbox.IsFull);
        Assert.False(outbox.TryQueue(Of(NoticeOutbox.Capacity + 1)));
        Assert.True(outbox.TrySettle(1, NoticeEnd.Dropped));
        Assert.True(outbox.TryQueue(Of(NoticeOutbox.Capacity + 1)));
        Assert.Equal((2L, 1L), (outbox[0].Id, outbox.Dropped));
    }

    [Fact]
    public void What_is_written_reads_the_same_wherever_the_ring_stands()
    {
        NoticeOutbox outbox = new(Scopes);
        for (int id = 1; id <= 700; id++)
        {
            Assert.True(outbox.TryQueue(Of(id)));
            if (id % 3 != 0 || outbox.Count > 200)
            {
                Assert.True(outbox.TrySettle(outbox[0].Id, id % 2 == 0 ? NoticeEnd.Delivered : NoticeEnd.Dropped));
            }
        }

        CanonicalWriter written = new();
        outbox.Write(written);
        NoticeOutbox copy = new(Scopes);
        CanonicalReader reader = new(written.Written);
        copy.Read(ref reader);
        reader.End();
        CanonicalWriter again = new();
        copy.Write(again);
        Assert.Equal(written.Written.ToArray(), again.Written.ToArray());
        Assert.Equal((outbox.Count, outbox.LastId, outbox.ToldIncident), (copy.Count, copy.LastId, copy.ToldIncident));
        for (int i = 0; i < outbox.Count; i++)
        {
            Assert.Equal(outbox[i], copy[i]);
        }
    }

    [Fact]
    public void A_damaged_form_is_refused()
    {
        NoticeOutbox outbox = new(Scopes);
        Assert.True(outbox.TryQueue(Of(1)));
        CanonicalWriter written = new();
        outbox.Write(written);
        byte[] bytes = written.Written.ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            int cut = length;
            Assert.Throws<CanonicalFormatException>(() => Read(bytes.AsSpan(0, cut), Scopes));
        }

        Assert.Throws<CanonicalFormatException>(() => Read(bytes, Scopes + 1));
    }

    [Fact]
    public void It_knows_what_was_told_last()
    {
        NoticeOutbox outbox = new(Scopes);
        Assert.True(outbox.TryQueue(Of(1) with { Kind = NoticeKind.IncidentOpened, Incident = 7, Severity = Severity.High }));
        Assert.Equal((7L, Severity.High, true), (outbox.ToldIncident, outbox.ToldSeverity, outbox.ToldOpen));
        Assert.True(outbox.TryQueue(Of(2) with { Scope = 2, To = Mode.Recovery }));
        Assert.True(outbox.TryQueue(Of(3) with { Kind = NoticeKind.DeadlineMissed, Incident = 5 }));
        Assert.True(outbox.TryQueue(Of(4) with { Kind = NoticeKind.IncidentClosed, Incident = 7, Severity = Severity.Critical }));
        Assert.Equal((7L, Severity.Critical, false), (outbox.ToldIncident, outbox.ToldSeverity, outbox.ToldOpen));
        Assert.Equal((Mode.Normal, Mode.Recovery), (outbox.ToldModeOf(1), outbox.ToldModeOf(2)));
    }

    private static void Read(ReadOnlySpan<byte> bytes, int scopes)
    {
        CanonicalReader reader = new(bytes);
        new NoticeOutbox(scopes).Read(ref reader);
        reader.End();
    }

    private static Notice Of(long id) => new(
        id, 1_000 + id, NoticeKind.ScopeMode, 3, Severity.Medium, (int)(id % 2), Mode.Normal, Mode.Bscb, TriggerId.OperatorPause, 0);
}
