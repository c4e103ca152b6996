using System.Text.Json.Serialization;

namespace Basisd.Host.Webhook;

/// <summary>JSON of notices, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeBody))]
internal sealed partial class WebhookJson : JsonSerializerContext;
