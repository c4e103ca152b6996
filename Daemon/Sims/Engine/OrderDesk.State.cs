using System;

namespace Basisd.Sims.Engine;

// What the desk knows of its venue, as it is kept and handed over.
internal sealed partial class OrderDesk
{
    /// <summary>Writes the state down while no fill is half taken.</summary>
    public void Write(Action write)
    {
        lock (_books)
        {
            write();
        }
    }

    /// <summary>Forgets what this life knew of the venue: another one went on.</summary>
    public void Forget()
    {
        lock (_books)
        {
            Cursor = 0;
            Positions.Clear();
            Inventory.Clear();
            _orders.Clear();
            _closed.Clear();
        }
    }
}
