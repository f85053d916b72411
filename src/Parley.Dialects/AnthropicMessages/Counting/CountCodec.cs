using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Anthropic's <c>messages/count_tokens</c>, in both directions: a request for a message without what does not change its prompt.</summary>
internal sealed class CountCodec(AnthropicMessagesCodec chat) : ICountCodec
{
    private const string Member = "input_tokens";
    private const string Path = Names.Path + "/count_tokens";

    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request)
    {
        var head = chat.Peek(request);
        DemandMessages(request.Body);
        return head;
    }

    /// <inheritdoc/>
    public CountRequest ReadRequest(in WireRequest request)
    {
        var conversation = chat.ReadRequest(request);
        return new CountRequest { Model = conversation.Model, Chat = conversation, Dialect = Names.Dialect };
    }

    /// <inheritdoc/>
    public void WriteRequest(CountRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        using var body = new PooledBufferWriter();
        var message = new WireRequestWriter(body);
        chat.WriteRequest(request.Prompt, profile with { Envelope = MessageEnvelope.None }, log, message);
        output.Path = Path;
        output.Headers.AddRange(message.Headers);
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        var members = new JsonMembers(body.WrittenMemory);
        while (members.Next(out var name, out var value))
        {
            if (!IsOfAnswer(name))
                value.WriteMember(json, name);
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public CountReply ReadReply(in WireReply reply, WireProfile profile) => CountReplyJson.Read(reply.Body, Names.Dialect, Member);

    /// <inheritdoc/>
    public void WriteReply(CountReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => CountReplyJson.Write(reply, Names.Dialect, Member, log, output);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => Usage.Unknown;

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, System.Text.Encoding.UTF8.GetBytes(Member));

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => chat.WriteFault(fault, output);

    /// <inheritdoc/>
    public bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model) => Betas.Pass(request.Headers[Names.BetaHeader], profile);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        chat.Retarget(request, head, change with { Profile = null }, output);
        output.Path = Path;
    }

    private static void DemandMessages(ReadOnlyMemory<byte> body)
    {
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("messages"u8) && value.Kind == JsonValueKind.Array && !JsonMembers.IsEmptyList(value))
                return;
        }
        throw new WireFormatException("messages", "messages must hold at least one message.");
    }

    /// <summary>What says how the answer is to be written; the endpoint refuses it.</summary>
    private static bool IsOfAnswer(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("max_tokens"u8) || name.SequenceEqual("stream"u8) || name.SequenceEqual("temperature"u8) || name.SequenceEqual("top_p"u8) || name.SequenceEqual("top_k"u8)
        || name.SequenceEqual("stop_sequences"u8) || name.SequenceEqual("metadata"u8) || name.SequenceEqual("service_tier"u8) || name.SequenceEqual("container"u8)
        || name.SequenceEqual("inference_geo"u8);
}
