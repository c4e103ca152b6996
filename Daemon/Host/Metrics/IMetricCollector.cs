namespace Basisd.Host.Metrics;

/// <summary>Reads something at scrape time into its own cells. Runs on the scraper's thread; must not block for long.</summary>
public interface IMetricCollector
{
    /// <summary>Name in the collector's own metrics.</summary>
    string Name { get; }

    /// <summary>Reads.</summary>
    /// <returns>False when it could not; the cells keep their former values.</returns>
    bool Collect();
}
