using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>CountTokens, of a conversation as Converse has it. It is spoken towards backends; callers have no route.</summary>
/// <remarks>
/// Sources: API reference of CountTokens (<c>input.converse</c> takes messages, system, toolConfig and additionalModelRequestFields; <c>inputTokens</c> comes back) and the user guide:
/// the service counts for Claude alone, from 3.5 on, and knows no ids of inference profiles.
/// </remarks>
internal sealed class CountCodec(BedrockCodec chat) : ICountCodec
{
    private const string Member = "inputTokens";
    private const int FirstCounted = 305;
    private const string Operation = "count-tokens";

    public string Dialect => Names.Dialect;

    public RequestHead Peek(in WireRequest request) => chat.Peek(request with { Body = Counted(request.Body) });

    public CountRequest ReadRequest(in WireRequest request)
    {
        var conversation = chat.ReadRequest(request with { Body = Counted(request.Body) });
        return new CountRequest { Model = conversation.Model, Chat = conversation, Dialect = Names.Dialect };
    }

    public void WriteRequest(CountRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        using var body = new PooledBufferWriter();
        chat.WriteRequest(request.Prompt, profile, log, new WireRequestWriter(body));
        output.Path = ModelPath.Of(BaseModel(request.Model), Operation);
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteStartObject("input"u8);
        json.WriteStartObject("converse"u8);
        var members = new JsonMembers(body.WrittenMemory);
        while (members.Next(out var name, out var value))
        {
            if (IsOfPrompt(name))
                value.WriteMember(json, name);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public CountReply ReadReply(in WireReply reply, WireProfile profile) => CountReplyJson.Read(reply.Body, Names.Dialect, Member);

    public void WriteReply(CountReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => CountReplyJson.Write(reply, Names.Dialect, Member, log, output);

    public Usage ReadUsage(in WireReply reply) => Usage.Unknown;

    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "inputTokens"u8);

    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public bool Serves(string model) => ModelFamily.Of(model) is { Maker: Maker.Claude, Version: >= FirstCounted };

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = ModelPath.Of(BaseModel(change.Model), Operation);
        output.Append(request.Body);
    }

    private static ReadOnlyMemory<byte> Counted(ReadOnlyMemory<byte> body)
    {
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("input"u8) || value.Kind != JsonValueKind.Object)
                continue;
            var forms = new JsonMembers(value.Utf8);
            while (forms.Next(out var form, out var counted))
            {
                if (form.SequenceEqual("converse"u8) && counted.Kind == JsonValueKind.Object)
                    return counted.Utf8;
            }
        }
        throw new WireFormatException("input.converse", "input.converse must hold a conversation.");
    }

    private static bool IsOfPrompt(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("messages"u8) || name.SequenceEqual("system"u8) || name.SequenceEqual("toolConfig"u8) || name.SequenceEqual("additionalModelRequestFields"u8);

    /// <summary>The model itself, without the region of an inference profile before it.</summary>
    private static string BaseModel(string model) => model.IndexOf("anthropic.", StringComparison.Ordinal) is > 0 and var at ? model[at..] : model;
}
