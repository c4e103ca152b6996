using System.Text.Json.Serialization;

namespace Basisd.Peers.Etcd;

/// <summary>JSON of the records, made at compile time; it takes nothing that it does not know.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RecordTexts.Slot))]
[JsonSerializable(typeof(RecordTexts.Dmm))]
[JsonSerializable(typeof(RecordTexts.Pause))]
internal sealed partial class RecordJson : JsonSerializerContext;
