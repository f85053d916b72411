using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Items that only their maker can read: those with <c>encrypted_content</c>, and thoughts of which nothing but the id is told.</summary>
internal static class Seals
{
    /// <summary>Whether anything in some JSON may be encrypted.</summary>
    public static bool MayBeEncrypted(ReadOnlySpan<byte> json) => json.IndexOf("\"encrypted_content\""u8) >= 0;

    /// <summary>Those of a request's input.</summary>
    public static IReadOnlyList<Seal> Read(ReadOnlyMemory<byte> body) => MayHold(body.Span) ? Of(Continuation.ReadItems(body)) : [];

    /// <summary>Those of a reply.</summary>
    public static IReadOnlyList<Seal> Read(KeptReply reply) => MayHold(reply.Body.Span) ? Of([.. reply.Items.Select(static item => item.Json)]) : [];

    /// <summary>Writes a request without the items of some places. All other members stay as they are.</summary>
    public static void WriteWithout(ReadOnlyMemory<byte> body, IReadOnlyCollection<int> places, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            json.WritePropertyName(name);
            if (name.SequenceEqual("input"u8) && value.Kind == JsonValueKind.Array)
                WriteItems(json, Continuation.ReadItems(body), places);
            else
                value.WriteValue(json);
        }
        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, IReadOnlyList<ReadOnlyMemory<byte>> items, IReadOnlyCollection<int> places)
    {
        json.WriteStartArray();
        for (var i = 0; i < items.Count; i++)
        {
            if (!places.Contains(i))
                json.WriteRawValue(items[i].Span, skipInputValidation: true);
        }
        json.WriteEndArray();
    }

    private static bool MayHold(ReadOnlySpan<byte> body) => MayBeEncrypted(body) || body.IndexOf("\"reasoning\""u8) >= 0;

    private static List<Seal> Of(IReadOnlyList<ReadOnlyMemory<byte>> items)
    {
        var seals = new List<Seal>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Span is [(byte)'{', ..] && Of(items[i], i) is { } seal)
                seals.Add(seal);
        }
        return seals;
    }

    private static Seal? Of(ReadOnlyMemory<byte> item, int place)
    {
        string? encrypted = null;
        string? id = null;
        var (isThought, isTold) = (false, false);
        var members = new JsonMembers(item);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isThought = Text(value) == "reasoning";
            else if (name.SequenceEqual("encrypted_content"u8))
                encrypted = Text(value);
            else if (name.SequenceEqual("id"u8))
                id = Text(value);
            else if (name.SequenceEqual("content"u8))
                isTold = value.Kind == JsonValueKind.Array && !JsonMembers.IsEmptyList(value);
        }
        if (!string.IsNullOrEmpty(encrypted))
            return new Seal(place, encrypted, !isThought);
        return isThought && !isTold && !string.IsNullOrEmpty(id) ? new Seal(place, id, IsVital: false) : null;
    }

    private static string? Text(RawJson value) => value.Kind == JsonValueKind.String ? value.AsText().ToString() : null;
}
