using System.Text.Json.Serialization;

namespace Basisd.Peers.Etcd;

/// <summary>
/// JSON of etcd's gateway, made at compile time. Byte strings are padded base64 and 64-bit integers are strings, as protobuf's JSON has
/// them. Fields that are null are left out; the ones that etcd would misread when missing are required in <see cref="EtcdMessages"/>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EtcdMessages.Range))]
[JsonSerializable(typeof(EtcdMessages.Txn))]
[JsonSerializable(typeof(EtcdMessages.Login))]
[JsonSerializable(typeof(EtcdMessages.Answer))]
[JsonSerializable(typeof(EtcdMessages.Failure))]
internal sealed partial class EtcdJson : JsonSerializerContext;
