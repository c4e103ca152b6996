using System.Diagnostics;
using System.IO;
using System.Threading;

namespace Basisd.Commands.Demo;

/// <summary>Tells the demonstration line by line: seconds since the start, and since the latest fault where there is one.</summary>
internal sealed class DemoNarrator(TextWriter output)
{
    private const string Indent = "            ";

    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private Stopwatch? _sinceFault;

    /// <summary>Since the demonstration began, s.</summary>
    public double Seconds => _sinceStart.Elapsed.TotalSeconds;

    /// <summary>Opens an act.</summary>
    public void Act(string title)
    {
        lock (_lock)
        {
            _sinceFault = null;
            output.WriteLine();
            output.WriteLine($"== {title}");
            output.Flush();
        }
    }

    /// <summary>Says something, and counts from here.</summary>
    public void Fault(string text)
    {
        lock (_lock)
        {
            _sinceFault = Stopwatch.StartNew();
        }

        Say(text);
    }

    /// <summary>Says something.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            string since = _sinceFault is { } fault ? $" +{fault.Elapsed.TotalSeconds:F2} s" : string.Empty;
            output.WriteLine($"[{Seconds,6:F1} s{since}] {text}");
            output.Flush();
        }
    }

    /// <summary>Shows what a verb printed.</summary>
    public void Show(string verb, string text)
    {
        lock (_lock)
        {
            output.WriteLine($"{Indent}$ basisd {verb}");
            foreach (string line in text.TrimEnd().Split('\n'))
            {
                output.WriteLine($"{Indent}{line}");
            }

            output.Flush();
        }
    }
}
