using System.Buffers;
using System.Text;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>What a codec wrote.</summary>
/// <param name="Path">The path of a request; empty for a reply.</param>
/// <param name="Headers">The dialect's headers.</param>
/// <param name="Body">The body.</param>
/// <param name="Log">What was lost or changed.</param>
public sealed record Written(string Path, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, ConversionLog Log)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}

/// <summary>What every codec must be able to do, as assertions for its tests.</summary>
public static class CodecProof
{
    /// <summary>What a caller asks of a stream when a test does not care.</summary>
    public static StreamOptions Asked { get; } = new(IncludeUsage: true) { ReplyId = "reply_1", Model = "model", Created = 1_700_000_000, EstimatedInputTokens = 7 };

    /// <summary>Reads a request and writes it again in the same dialect: the JSON must mean the same, and nothing may be dropped or clamped.</summary>
    public static Written RequestIdentity(IChatCodec codec, in WireRequest request, WireProfile? profile = null)
    {
        var written = WriteRequest(codec, codec.ReadRequest(request), profile);
        ThrowIfDifferent(request.Body, written.Body, "The request written again");
        ThrowIfLossy(written.Log);
        return written;
    }

    /// <summary>Reads a reply and writes it again in the same dialect: the JSON must mean the same, and nothing may be dropped or clamped.</summary>
    public static Written ReplyIdentity(IChatCodec codec, in WireReply reply, WireProfile? profile = null)
    {
        var written = WriteReply(codec, codec.ReadReply(reply, profile ?? WireProfile.Default));
        ThrowIfDifferent(reply.Body, written.Body, "The reply written again");
        ThrowIfLossy(written.Log);
        return written;
    }

    /// <summary>A stream, under every cutting, folds into the reply that the whole body gives.</summary>
    /// <param name="codec">The codec of both.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="unary">The body of the reply without streaming.</param>
    /// <param name="framing">How the stream is cut.</param>
    /// <param name="profile">How the upstream deviates.</param>
    /// <param name="except">Members that the two forms do not share, by name; <c>IsBare</c> always is among them.</param>
    public static ChatReply FoldEqualsUnary(
        IChatCodec codec, string stream, string unary, StreamFraming framing = StreamFraming.ServerSentEvents, WireProfile? profile = null, params ReadOnlySpan<string> except) =>
        FoldEqualsUnary(codec, Encoding.UTF8.GetBytes(stream), unary, framing, profile, except);

    /// <inheritdoc cref="FoldEqualsUnary(IChatCodec, string, string, StreamFraming, WireProfile?, ReadOnlySpan{string})"/>
    public static ChatReply FoldEqualsUnary(
        IChatCodec codec, ReadOnlyMemory<byte> stream, string unary, StreamFraming framing, WireProfile? profile = null, params ReadOnlySpan<string> except)
    {
        string[] without = [nameof(TextPart.IsBare), .. except];
        var folded = StreamFold.EveryCut(codec, stream, framing, profile).Whole;
        var read = codec.ReadReply(Reply(unary), profile ?? WireProfile.Default);
        ProofException.ThrowIfDifferent(ConversationText.Of(read, without), ConversationText.Of(folded, without), "The folded stream against the unary reply");
        return folded;
    }

    /// <summary>
    /// Decodes a stream with one codec, encodes it with another, decodes that again: text, tool calls, finish and usage must be the same. Returns what was encoded.
    /// </summary>
    public static string StreamSurvives(IChatCodec from, string stream, StreamFraming framing, IChatCodec to, StreamFraming toFraming, WireProfile? profile = null)
    {
        var source = StreamFold.Once(from, Encoding.UTF8.GetBytes(stream), framing, profile).Whole;
        var encoded = Reencode(from, stream, framing, to, profile: profile);
        var arrived = StreamFold.Once(to, Encoding.UTF8.GetBytes(encoded), toFraming).Whole;
        ProofException.ThrowIfDifferent(Gist.Of(source), Gist.Of(arrived, source.Usage.IsKnown), $"The stream from {from.Dialect} to {to.Dialect}\n{encoded}\n");
        return encoded;
    }

    /// <summary>Reads a whole reply with one codec and writes it with another, whose reading of it must have the same text, tool calls, finish and usage.</summary>
    public static Written ReplySurvives(IChatCodec from, in WireReply reply, IChatCodec to, WireProfile? profile = null)
    {
        var source = from.ReadReply(reply, profile ?? WireProfile.Default);
        var written = WriteReply(to, source);
        var arrived = to.ReadReply(new WireReply(200, WireHeaders.None, written.Body), WireProfile.Default);
        ProofException.ThrowIfDifferent(Gist.Of(source), Gist.Of(arrived, source.Usage.IsKnown), $"The reply from {from.Dialect} to {to.Dialect}\n{written.Text}\n");
        return written;
    }

    /// <summary>What a caller of another dialect sees of a stream.</summary>
    public static string Reencode(IChatCodec from, string stream, StreamFraming framing, IChatCodec to, ConversionLog? log = null, StreamOptions? asked = null, WireProfile? profile = null) =>
        Encoding.UTF8.GetString(Reencode(from, Encoding.UTF8.GetBytes(stream), framing, to, log, asked, profile).Span);

    /// <inheritdoc cref="Reencode(IChatCodec, string, StreamFraming, IChatCodec, ConversionLog?, StreamOptions?, WireProfile?)"/>
    public static ReadOnlyMemory<byte> Reencode(IChatCodec from, ReadOnlyMemory<byte> stream, StreamFraming framing, IChatCodec to, ConversionLog? log = null, StreamOptions? asked = null, WireProfile? profile = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var encoder = to.OpenEncoder(asked ?? Asked, log ?? new ConversionLog());
        StreamFold.Events(from, stream, framing, (in ChatEvent chatEvent) => Encode(encoder, chatEvent, output), profile);
        return output.WrittenMemory;
    }

    /// <summary>What a caller sees of a list of events; an end or a fault among them ends the stream.</summary>
    public static string Encode(IChatCodec codec, IEnumerable<ChatEvent> events, ConversionLog? log = null, StreamOptions? asked = null) =>
        Encoding.UTF8.GetString(EncodeBytes(codec, events, log, asked).Span);

    /// <summary>The same for streams that are no text.</summary>
    public static ReadOnlyMemory<byte> EncodeBytes(IChatCodec codec, IEnumerable<ChatEvent> events, ConversionLog? log = null, StreamOptions? asked = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var encoder = codec.OpenEncoder(asked ?? Asked, log ?? new ConversionLog());
        foreach (var chatEvent in events)
            Encode(encoder, chatEvent, output);
        return output.WrittenMemory;
    }

    /// <summary>Writes a request.</summary>
    public static Written WriteRequest(IChatCodec codec, ChatRequest request, WireProfile? profile = null)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(body);
        var log = new ConversionLog();
        codec.WriteRequest(request, profile ?? WireProfile.Default, log, writer);
        return new Written(writer.Path, writer.Headers, body.WrittenMemory, log);
    }

    /// <summary>Writes a reply.</summary>
    public static Written WriteReply(IChatCodec codec, ChatReply reply, StreamOptions? asked = null)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new WireReplyWriter(body);
        var log = new ConversionLog();
        codec.WriteReply(reply, asked ?? Asked, log, writer);
        return new Written("", writer.Headers, body.WrittenMemory, log);
    }

    /// <summary>A reply with status 200 and this body.</summary>
    public static WireReply Reply(string body) => new(200, WireHeaders.None, Encoding.UTF8.GetBytes(body));

    private static void Encode(IChatEncoder encoder, in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.End: encoder.WriteEnd(output); break;
            case ChatEventKind.Fault: encoder.WriteFault((Fault)chatEvent.Detail!, output); break;
            default: encoder.Encode(chatEvent, output); break;
        }
    }

    private static void ThrowIfDifferent(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, string about)
    {
        if (JsonDiff.First(expected, actual) is { } difference)
            throw new ProofException($"{about} differs at {difference}\n{Encoding.UTF8.GetString(actual.Span)}");
    }

    private static void ThrowIfLossy(ConversionLog log)
    {
        if (log.Verdict == ConversionVerdict.Lossy)
            throw new ProofException($"Within one dialect nothing may be lost:\n{string.Join('\n', log.Entries)}");
    }
}
