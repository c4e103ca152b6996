using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>What is kept of one venue: how far its records were read, its fills, orders, latest ids, open differences. It decides nothing.</summary>
public sealed class VenueBook
{
    /// <summary>Sequence of the last event that was applied; what a poller asks after.</summary>
    public long Cursor { get; set; }

    /// <summary>Whether the first poll is complete: there is a baseline to hold everything against.</summary>
    public bool IsOpened { get; set; }

    /// <summary>Core time at which the first poll was complete, Unix nanoseconds.</summary>
    public long OpenedAt { get; set; }

    /// <summary>Its fills.</summary>
    public FillBook Fills { get; } = new();

    /// <summary>Orders that the engine emitted there.</summary>
    public OrderMemory Orders { get; } = new();

    /// <summary>Its latest funding entries.</summary>
    public RecentIds Funding { get; } = new();

    /// <summary>Its latest transfers.</summary>
    public RecentIds Transfers { get; } = new();

    /// <summary>Its open differences.</summary>
    public DifferenceBook Differences { get; } = new();

    /// <summary>Writes everything.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(Cursor);
        writer.Bool(IsOpened);
        writer.I64(OpenedAt);
        Fills.Write(writer);
        Orders.Write(writer);
        Funding.Write(writer);
        Transfers.Write(writer);
        Differences.Write(writer);
    }

    /// <summary>Reads everything.</summary>
    public void Read(ref CanonicalReader reader)
    {
        Cursor = reader.I64();
        IsOpened = reader.Bool();
        OpenedAt = reader.I64();
        Fills.Read(ref reader);
        Orders.Read(ref reader);
        Funding.Read(ref reader);
        Transfers.Read(ref reader);
        Differences.Read(ref reader);
    }
}
