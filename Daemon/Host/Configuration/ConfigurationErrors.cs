using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Host.Configuration;

/// <summary>Collects everything that is wrong, so that one run of <c>config check</c> shows all of it; bounded.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> _errors = [];
    private int _left;

    /// <summary>How many there are.</summary>
    public int Count => _errors.Count + _left;

    /// <summary>Adds an error at a place.</summary>
    public void Add(FilePlace place, string path, string problem, string allowed = "", string remedy = "", int column = 0)
    {
        if (_errors.Count < SettingLimits.Errors)
        {
            _errors.Add(new ConfigurationError(place.File, place.Line, column, path, problem, allowed, remedy));
        }
        else
        {
            _left++;
        }
    }

    /// <summary>Whether a setting at or below the path is already known to be wrong.</summary>
    public bool Concern(string path) => _errors.Exists(e => e.Path.StartsWith(path, StringComparison.Ordinal)
        && (e.Path.Length == path.Length || e.Path[path.Length] is '.' or '['));

    /// <summary>All errors, in the order of files and lines; the last says how many more there are.</summary>
    public ConfigurationError[] ToArray(IReadOnlyList<string> fileOrder)
    {
        List<string> order = [.. fileOrder];
        IEnumerable<ConfigurationError> sorted = _errors
            .Select((error, index) => (error, index))
            .OrderBy(e => order.IndexOf(e.error.File)).ThenBy(e => e.error.Line).ThenBy(e => e.index)
            .Select(e => e.error);
        if (_left > 0)
        {
            sorted = sorted.Append(new ConfigurationError("", 0, 0, "", $"{_left} more errors are not shown", "", "mend these first"));
        }

        return sorted.ToArray();
    }
}
