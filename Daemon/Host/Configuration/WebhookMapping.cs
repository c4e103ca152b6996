using System;

namespace Basisd.Host.Configuration;

/// <summary>The webhook's section as the record that the sending is built from.</summary>
internal static class WebhookMapping
{
    private const string Url = "webhook.url";
    private const string SecretFile = "webhook.secret_file";

    /// <summary>Maps the section; null without an address. With an error the result must not be used.</summary>
    public static WebhookSettings? Of(ConfigurationValues values, ConfigurationErrors errors)
    {
        string? url = values.OptionalText(Url);
        string? secret = values.OptionalText(SecretFile);
        if (url is null && secret is not null && !errors.Concern(Url) && !errors.Concern(SecretFile))
        {
            errors.Add(
                values.PlaceOf(SecretFile), SecretFile, "a secret is given and webhook.url is not: nothing would be signed with it",
                "both, or neither", "name the receiver in webhook.url, or remove the key");
        }

        if (url is null || !Uri.TryCreate(url, UriKind.Absolute, out Uri? address))
        {
            return null;
        }

        if (address.UserInfo.Length > 0 && !errors.Concern(Url))
        {
            errors.Add(
                values.PlaceOf(Url), Url, "the address holds a user or a password", "an address without them",
                "remove them: notices are signed, and the receiver knows the sender by that");
        }

        if (address.Fragment.Length > 0 && !errors.Concern(Url))
        {
            errors.Add(values.PlaceOf(Url), Url, "the address has a fragment, which is never sent", "an address without '#'", "remove it");
        }

        return new WebhookSettings(address, secret, values.Number("webhook.timeout"));
    }
}
