using System.Globalization;
using System.IO;
using Serilog.Events;
using Serilog.Parsing;

namespace Basisd.Host.Logging;

/// <summary>Renders a message as an operator reads it: texts without quotation marks.</summary>
internal static class PlainMessage
{
    /// <summary>Renders.</summary>
    public static string Of(Serilog.Events.LogEvent logEvent)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        foreach (MessageTemplateToken token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out LogEventPropertyValue? value)
                && value is ScalarValue { Value: string text })
            {
                output.Write(text);
            }
            else
            {
                token.Render(logEvent.Properties, output, CultureInfo.InvariantCulture);
            }
        }

        return output.ToString();
    }
}
