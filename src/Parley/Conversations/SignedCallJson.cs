using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Conversations;

/// <summary>The form in which the vault holds a signed call.</summary>
internal static class SignedCallJson
{
    public static byte[] Write(string model, SignedCall call)
    {
        using var buffer = new PooledBufferWriter(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, model);
            json.WriteString("dialect"u8, call.Dialect);
            json.WriteBoolean("leads"u8, call.Leads);
            WriteSignature(json, call.Signature);
            json.WriteStartArray("thoughts"u8);
            foreach (var thought in call.Thoughts)
            {
                json.WriteStartObject();
                json.WriteString("text"u8, thought.Text.ToString());
                WriteSignature(json, thought.Signature);
                if (!thought.RedactedData.IsEmpty)
                    json.WriteString("withheld"u8, thought.RedactedData.ToString());
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static SignedCall Read(ReadOnlyMemory<byte> bytes, string call, out string model)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        model = root.GetProperty("model"u8).GetString()!;
        var dialect = root.GetProperty("dialect"u8).GetString()!;
        return new SignedCall(call, dialect, [.. root.GetProperty("thoughts"u8).EnumerateArray().Select(thought => ThoughtOf(thought, dialect))], SignatureOf(root, dialect), root.GetProperty("leads"u8).GetBoolean());
    }

    /// <summary>A withheld thought is its own signature: nobody else can read it.</summary>
    private static ReasoningPart ThoughtOf(JsonElement thought, string dialect)
    {
        var withheld = thought.TryGetProperty("withheld"u8, out var data) ? data.GetString() : null;
        return new ReasoningPart(thought.GetProperty("text"u8).GetString())
        {
            RedactedData = withheld,
            Signature = SignatureOf(thought, dialect) ?? (withheld is null ? null : new PartSignature(dialect, withheld)),
        };
    }

    private static void WriteSignature(Utf8JsonWriter json, PartSignature? signature)
    {
        if (signature is { } signed)
            json.WriteString("signature"u8, signed.Value.ToString());
    }

    private static PartSignature? SignatureOf(JsonElement element, string dialect) =>
        element.TryGetProperty("signature"u8, out var signature) ? new PartSignature(dialect, signature.GetString()) : null;
}
