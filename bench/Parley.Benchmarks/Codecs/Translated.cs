using System.Runtime.InteropServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Benchmarks.Codecs;

/// <summary>One conversation in every dialect, translated from OpenAI's by the codecs themselves.</summary>
internal static class Translated
{
    /// <summary>What the engine tells an encoder and a writer of replies.</summary>
    public static StreamOptions AskedOf(IChatCodec codec) => new(IncludeUsage: true)
    {
        ReplyId = "reply_1", Model = "gpt-4o-mini", Created = 1764000000, EstimatedInputTokens = 25, Framing = codec.FramingOf(Head),
    };

    private static WireReply Head => new(200, WireHeaders.None, default);

    public static IChatCodec CodecOf(string dialect) => KnownDialects.Find(dialect)!.Chat;

    /// <summary>The request of this name, see <see cref="Bodies.Of"/>, as a client of the dialect sends it.</summary>
    public static WireRequest Request(string dialect, string name)
    {
        var asked = CodecOf(DialectNames.OpenAIChat).ReadRequest(new WireRequest("", "", WireHeaders.None, Bodies.Of(name)));
        using var body = new PooledBufferWriter();
        var written = new WireRequestWriter(body);
        CodecOf(dialect).WriteRequest(asked, WireProfile.Default, new ConversionLog(), written);
        var path = written.Path.Split('?');
        return new WireRequest("/v1beta/" + path[0], path.Length > 1 ? path[1] : "", WireHeaders.None, body.WrittenSpan.ToArray());
    }

    /// <summary>The same request as it is to be written in the dialect: read from another one.</summary>
    public static ChatRequest ForeignRequest(string dialect, string name)
    {
        var other = OtherThan(dialect);
        return CodecOf(other).ReadRequest(Request(other, name));
    }

    /// <summary>A whole reply as an upstream of the dialect sends it.</summary>
    public static WireReply Reply(string dialect)
    {
        var reply = CodecOf(DialectNames.OpenAIChat).ReadReply(new WireReply(200, WireHeaders.None, Answers.Reply()), WireProfile.Default);
        using var body = new PooledBufferWriter();
        var codec = CodecOf(dialect);
        codec.WriteReply(reply, AskedOf(codec), new ConversionLog(), new WireReplyWriter(body));
        return new WireReply(200, WireHeaders.None, body.WrittenSpan.ToArray());
    }

    /// <summary>The same reply as it is to be written in the dialect: read from another one.</summary>
    public static ChatReply ForeignReply(string dialect)
    {
        var other = OtherThan(dialect);
        return CodecOf(other).ReadReply(Reply(other), WireProfile.Default);
    }

    /// <summary>The frames of a streamed reply with so many pieces of text, as an upstream of the dialect sends it.</summary>
    public static WireFrame[] Frames(string dialect, int pieces)
    {
        using var body = new PooledBufferWriter();
        var codec = CodecOf(dialect);
        var encoder = codec.OpenEncoder(AskedOf(codec), new ConversionLog());
        var events = Events(CodecOf(DialectNames.OpenAIChat), Cut(Answers.Stream(pieces), StreamFraming.ServerSentEvents));
        Encode(encoder, CollectionsMarshal.AsSpan(events), body);
        return Cut(body.WrittenSpan.ToArray(), codec.FramingOf(Head));
    }

    /// <summary>The events of the same stream as they are to be written in the dialect: read from another one.</summary>
    public static ChatEvent[] ForeignEvents(string dialect, int pieces)
    {
        var other = OtherThan(dialect);
        return [.. Events(CodecOf(other), Frames(other, pieces))];
    }

    /// <summary>Appends the events of a stream, its end included.</summary>
    public static void Decode(IChatDecoder decoder, WireFrame[] frames, List<ChatEvent> events)
    {
        foreach (var frame in frames)
            decoder.Decode(frame, events);
        decoder.Complete(events);
    }

    /// <summary>Writes a stream that ends as it should.</summary>
    public static void Encode(IChatEncoder encoder, ReadOnlySpan<ChatEvent> events, PooledBufferWriter output)
    {
        foreach (ref readonly var chatEvent in events[..^1])
            encoder.Encode(chatEvent, output);
        encoder.WriteEnd(output);
    }

    private static string OtherThan(string dialect) => KnownDialects.All.First(other => other.Name != dialect).Name;

    private static List<ChatEvent> Events(IChatCodec codec, WireFrame[] frames)
    {
        var events = new List<ChatEvent>();
        Decode(codec.OpenDecoder(WireProfile.Default), frames, events);
        if (events[^1].Kind != ChatEventKind.End)
            throw new InvalidOperationException($"The stream of {codec.Dialect} does not end as it should.");
        return events;
    }

    /// <summary>The frames that a decoder is shown, in memory of their own.</summary>
    private static WireFrame[] Cut(byte[] stream, StreamFraming framing)
    {
        var frames = new List<WireFrame>();
        using var reader = FrameReaders.Create(framing);
        stream.CopyTo(reader.GetMemory(stream.Length));
        reader.Advance(stream.Length);
        while (reader.TryRead(out var frame))
        {
            if (!frame.IsEmpty)
                frames.Add(new WireFrame(frame.Event.ToArray(), frame.Data.ToArray(), frame.Raw.ToArray()));
        }
        return [.. frames];
    }
}
