using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Basisd.Host.Http;

/// <summary>An answer, whole.</summary>
/// <param name="Status">Status code.</param>
/// <param name="ContentType">Type of the body.</param>
/// <param name="Body">Body.</param>
internal sealed record HttpReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>Methods that the path knows, for 405.</summary>
    public string? Allow { get; init; }

    /// <summary>What a browser may do with it, for <c>Content-Security-Policy</c>; null where no browser shows it.</summary>
    public string? Policy { get; init; }

    /// <summary>The streams in which a place was taken for this answer: the body is events and has no end. Null for a body that is whole.</summary>
    public EventStreams? Events { get; init; }

    /// <summary>A record as JSON.</summary>
    public static HttpReply Json<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        new(status, JsonType, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>A refusal.</summary>
    public static HttpReply Error(int status, string error, string hint) => Json(new ErrorReply(error, hint), HttpJson.Default.ErrorReply, status);
}
