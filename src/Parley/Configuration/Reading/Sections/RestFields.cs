using Parley.Dialects.Wire;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>rest</c>.</summary>
internal static class RestFields
{
    private static readonly ValueKind<StreamFraming> Framings = Kinds.Choice(
        ["sse", "ndjson", "json_array"],
        [StreamFraming.ServerSentEvents, StreamFraming.NewlineDelimitedJson, StreamFraming.JsonArray]);

    public static Shape<RestShape> Shape { get; } = new(new FieldList<RestShape>()
        .Add("path", Kinds.Text, (rest, text) => rest with { Path = text }, "The path below the base address; it may hold {model}.")
        .Add("body", new JsonKind(), (rest, json) => rest with { Body = json }, "The body of requests, with placeholders in its texts: {model}, {prompt}, {system}, {messages}, {stream}, {max_tokens}, {temperature} and the like.")
        .Group("reply", Places, rest => rest.Reply, (rest, places) => rest with { Reply = places }, "Where things stand in a whole answer: names and numbers with dots between, $ for the whole.")
        .Group("stream", Stream, rest => rest.Stream ?? new RestStream(), (rest, stream) => rest with { Stream = stream }, "How it streams; without this it does not.")
        .Group("poll", Polling, rest => rest.Poll ?? new RestPolling(), (rest, poll) => rest with { Poll = poll }, "How an answer is waited for that is not there at once.")
        .Add("error", Kinds.Texts, (rest, list) => rest with { Error = list }, "Where the message of an error stands, best first."));

    private static Shape<RestPlaces> Places => new(new FieldList<RestPlaces>()
        .Add("text", Kinds.Text, (places, text) => places with { Text = text }, "The text, or a list of texts.")
        .Add("reasoning", Kinds.Text, (places, text) => places with { Reasoning = text }, "The thoughts.")
        .Add("finish", Kinds.Text, (places, text) => places with { Finish = text }, "Why it ended.")
        .Add("input", Kinds.Text, (places, text) => places with { Input = text }, "The tokens of the prompt.")
        .Add("output", Kinds.Text, (places, text) => places with { Output = text }, "The tokens of the answer.")
        .Add("id", Kinds.Text, (places, text) => places with { Id = text }, "The answer's id."));

    private static Shape<RestStream> Stream => new(new FieldList<RestStream>()
        .Add("framing", Framings, (stream, framing) => stream with { Framing = framing }, "How the stream is cut.")
        .Group("places", Places, stream => stream.Places, (stream, places) => stream with { Places = places }, "Where things stand in an event.")
        .Add("event", Kinds.Text, (stream, text) => stream with { Event = text }, "The name of the events that carry text; without this all do.")
        .Add("end", Kinds.Text, (stream, text) => stream with { End = text }, "The name or the whole data of the event that ends the stream.")
        .Add("errorEvent", Kinds.Text, (stream, text) => stream with { ErrorEvent = text }, "The name of the events that are errors.")
        .Add("address", Kinds.Text, (stream, text) => stream with { Address = text }, "Where the address of the stream stands in the first answer."));

    private static Shape<RestPolling> Polling => new(new FieldList<RestPolling>()
        .Add("status", Kinds.Text, (poll, text) => poll with { Status = text }, "Where the answer says how far it is.")
        .Add("address", Kinds.Text, (poll, text) => poll with { Address = text }, "Where the address to ask again stands.")
        .Add("done", Kinds.Texts, (poll, list) => poll with { Done = list }, "The words for an answer that is whole.")
        .Add("failed", Kinds.Texts, (poll, list) => poll with { Failed = list }, "The words for one that will never be.")
        .Add("everyMs", Kinds.Milliseconds, (poll, time) => poll with { Every = time }, "How long to wait before asking again."));
}
