using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using Parley.TestKit.Schemas;
using static Parley.Dialects.Tests.Plain.PlainWire;

namespace Parley.Dialects.Tests.Plain;

/// <summary>The schema that ships names every member that is ever written, and demands none that may be absent.</summary>
public sealed class SchemaTests
{
    private const int Tries = 200;

    [Fact]
    public void Any_request_fits_the_schema() => Holds("request", static seed => [CodecProof.WriteRequest(Codec, new Arbitrary(seed).Request()).Text]);

    [Fact]
    public void Any_reply_fits_the_schema() => Holds("reply", static seed => [CodecProof.WriteReply(Codec, new Arbitrary(seed).Reply(), Nothing).Text]);

    [Fact]
    public void Any_event_fits_the_schema() => Holds("event", static seed =>
        Frames.Read(CodecProof.Encode(Codec, [.. ReplyEvents.Of(new Arbitrary(seed).Reply()), ChatEvent.Of(ChatEventKind.End)]), StreamFraming.ServerSentEvents).Select(static frame => frame.Data));

    [Fact]
    public void Any_error_fits_the_schema() => Holds("fault", static seed =>
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        Codec.WriteFault(new Arbitrary(seed).Fault(), new WireReplyWriter(body));
        return [System.Text.Encoding.UTF8.GetString(body.WrittenSpan)];
    });

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stop":"END"}""", true)]
    [InlineData("""{"model":"m","messages":[{"role":"boss","content":"Hi"}]}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"sound"}]}]}""", false)]
    [InlineData("""{"model":"m"}""", false)]
    public void Schema_takes_the_short_form_and_refuses_what_is_wrong(string request, bool fits) =>
        Assert.Equal(fits, DraftSeven.Check(Closed("request"), JsonNode.Parse(request)).Count == 0);

    private static void Holds(string definition, Func<int, IEnumerable<string>> written)
    {
        var schema = Closed(definition);
        for (var seed = 0; seed < Tries; seed++)
        {
            foreach (var text in written(seed))
            {
                var node = JsonNode.Parse(text)!;
                WithoutUnknown(node);
                Assert.True(DraftSeven.Check(schema, node) is [], $"{string.Join('\n', DraftSeven.Check(schema, node))}\n{text}");
            }
        }
    }

    /// <summary>A definition of the schema, with every member refused that it does not name.</summary>
    private static JsonObject Closed(string definition)
    {
        var schema = JsonNode.Parse(File.ReadAllText(PathOf()))!.AsObject();
        schema["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{definition}" });
        Close(schema);
        return schema;
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Close(item);
        }
        if (node is not JsonObject members)
            return;
        foreach (var (_, member) in members.ToList())
            Close(member);
        if (members["type"]?.GetValueKind() == JsonValueKind.String && members["properties"] is JsonObject && !members.ContainsKey("additionalProperties"))
            members["additionalProperties"] = false;
    }

    private static void WithoutUnknown(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                WithoutUnknown(item);
        }
        if (node is not JsonObject members)
            return;
        foreach (var (name, member) in members.ToList())
        {
            if (name.StartsWith("unknown_", StringComparison.Ordinal))
                members.Remove(name);
            else
                WithoutUnknown(member);
        }
    }

    private static string PathOf([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../catalog/schema/conversation.schema.json"));
}
