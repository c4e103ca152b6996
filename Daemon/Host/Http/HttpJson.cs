using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>JSON of the endpoints and of their client, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(StatusSnapshot))]
[JsonSerializable(typeof(ActRequest))]
[JsonSerializable(typeof(OperatorReply))]
[JsonSerializable(typeof(ResumeRequest))]
[JsonSerializable(typeof(ResumptionPlan))]
[JsonSerializable(typeof(ContainmentPlan))]
[JsonSerializable(typeof(ContainPlanRequest))]
[JsonSerializable(typeof(TriggersReply))]
[JsonSerializable(typeof(ReducePlanRequest))]
[JsonSerializable(typeof(ReallocatePlanRequest))]
[JsonSerializable(typeof(ReductionPlanView))]
[JsonSerializable(typeof(ReallocationPlanView))]
[JsonSerializable(typeof(ReconcileReply))]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandsReply))]
[JsonSerializable(typeof(IncidentRequest))]
[JsonSerializable(typeof(IncidentsReply))]
[JsonSerializable(typeof(IncidentDetail))]
[JsonSerializable(typeof(WebhookReply))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(ClusterEventView))]
[JsonSerializable(typeof(ClusterCheckReply))]
[JsonSerializable(typeof(ClusterActRequest))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(BannerReply))]
[JsonSerializable(typeof(HealthReply))]
public sealed partial class HttpJson : JsonSerializerContext;
