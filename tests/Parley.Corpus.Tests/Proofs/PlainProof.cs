using Parley.Corpus.Tests.Recordings;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Plain;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>What was recorded passes through the plain conversation, and is the same conversation behind it: a gateway behind a gateway loses nothing.</summary>
internal sealed class PlainProof() : Proof("through the plain conversation")
{
    private static readonly StreamOptions Nothing = new();

    private static IChatCodec Plain => PlainDialect.Instance.Chat;

    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.HasRequest || !recording.IsError;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        if (recording.HasRequest && !recording.IsError)
            ProveRequest(recording.Protocol.Codec.ReadRequest(recording.Request()));
        if (recording.IsWhole && !recording.Protocol.Codec.IsFault(recording.Reply()))
            ProveReply(recording.Protocol.Codec.ReadReply(recording.Reply(), recording.Profile));
        if (recording.IsStream)
            ProveStream(recording);
    }

    private static void ProveRequest(ChatRequest request)
    {
        var again = Plain.ReadRequest(new WireRequest("/v1/conversation", "", WireHeaders.None, CodecProof.WriteRequest(Plain, request).Body));
        Same(request with { StreamOptions = StreamOptions.None }, again with { StreamOptions = StreamOptions.None }, "request");
    }

    private static void ProveReply(ChatReply reply) =>
        Same(reply, Plain.ReadReply(new WireReply(200, WireHeaders.None, CodecProof.WriteReply(Plain, reply, Nothing).Body), WireProfile.Default), "reply");

    private static void ProveStream(Recording recording)
    {
        var events = new List<ChatEvent>();
        StreamFold.Events(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, (in ChatEvent chatEvent) => events.Add(chatEvent.Detach()), recording.Profile);
        if (events.Exists(static chatEvent => chatEvent.Kind == ChatEventKind.Fault))
            return;
        var read = new List<ChatEvent>();
        StreamFold.Events(Plain, CodecProof.EncodeBytes(Plain, events, asked: Nothing), StreamFraming.ServerSentEvents, (in ChatEvent chatEvent) => read.Add(chatEvent.Detach()));
        ProofException.ThrowIfDifferent(string.Join('\n', events.Select(Told)), string.Join('\n', read.Select(Told)), "The events behind the plain conversation");
    }

    private static string Told(ChatEvent chatEvent) =>
        $"{chatEvent.Kind} {chatEvent.Choice} {chatEvent.Part} {chatEvent.Text} {(chatEvent.Detail is null ? "" : ConversationText.Of(chatEvent.Detail))}";

    private static void Same(object said, object arrived, string what) =>
        ProofException.ThrowIfDifferent(ConversationText.Of(said), ConversationText.Of(arrived), $"The {what} behind the plain conversation");
}
