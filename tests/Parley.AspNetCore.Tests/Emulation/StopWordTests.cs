using System.Text;
using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>Stop sequences that a backend does not take.</summary>
public sealed class StopWordTests
{
    private const string Text = "One, two, three. END of it, and more.";

    public static TheoryData<string[], string> Stops => new()
    {
        { ["END"], "One, two, three. " },
        { ["of it", "END o"], "One, two, three. " },
        { ["three. ENDE", "more."], "One, two, three. END of it, and " },
        { ["nowhere"], Text },
        { ["One"], "" },
    };

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task Answer_ends_where_the_first_begins(string[] stops, string shown)
    {
        await using var behind = await Behind.StartAsync("openai-responses");
        behind.Upstream.Then(Script.Json(Whole)).Then(Script.Stream(Stream(1), "text/event-stream")).Then(Script.Stream(Stream(7), "text/event-stream"));

        var whole = await behind.AskAsync("v1/chat/completions", Asking(stops, stream: false));
        var dripped = await behind.AskAsync("v1/chat/completions", Asking(stops, stream: true));
        var chunked = await behind.AskAsync("v1/chat/completions", Asking(stops, stream: true));

        Assert.Equal(shown, JsonNode.Parse(whole.Body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal(shown, TextOf(dripped.Body));
        Assert.Equal(shown, TextOf(chunked.Body));
        Assert.All((string[])[dripped.Body, chunked.Body], static body => Assert.Single(body.Split('\n'), static line => line.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal)));
        Assert.All((string[])[dripped.Body, chunked.Body], static body => Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal));
        Assert.Equal(("adapted", "adapted"), (whole.Conversion, dripped.Conversion));
    }

    [Theory]
    [InlineData("gpt-4o", 4)]
    [InlineData("llama-3", 6)]
    public async Task OpenAIs_models_are_given_four_wherever_they_are_served_and_the_rest_is_found_in_the_answer(string model, int sent)
    {
        await using var behind = await Behind.StartAsync("openai-compatible");
        behind.Upstream.Then(Script.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"One END two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"""));

        var (_, body, conversion) = await behind.AskAsync("v1/messages", $$"""{"model":"b/{{model}}","max_tokens":50,"stop_sequences":["#1","#2","#3","#4","#5","END"],"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(sent, behind.Upstream.Received[0].Json["stop"]!.AsArray().Count);
        var answer = JsonNode.Parse(body)!;
        Assert.Equal(sent == 4 ? "One " : "One END two", answer["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(sent == 4 ? "END" : null, answer["stop_sequence"]?.GetValue<string>());
        Assert.Equal(sent == 4 ? "adapted" : "exact", conversion);
    }

    [Fact]
    public async Task Stream_is_left_when_the_answer_is_over()
    {
        await using var behind = await Behind.StartAsync("openai-responses");
        var pieces = Stream(4);
        behind.Upstream.Then(Script.Stream().Chunk(pieces[..pieces.IndexOf("event: response.output_item.done", StringComparison.Ordinal)]).ThenStall());

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(["END"], stream: true));

        Assert.Equal(200, status);
        Assert.Equal("One, two, three. ", TextOf(body));
        await behind.Upstream.Received[0].CallerLeft.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Parley.Dialects.Conversation.TokenCountQuality.Estimated, (await behind.Gateway.Settled.NextAsync()).Usage.Output.Quality);
    }

    private static string Item => $$"""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"{{Text}}","annotations":[],"logprobs":[]}]}""";

    private static string Whole =>
        $$"""{"id":"resp_1","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"model":"m","output":[{{Item}}],"usage":{"input_tokens":7,"output_tokens":9,"total_tokens":16} }""";

    private static string Stream(int size)
    {
        var events = new StringBuilder();
        Event("response.created", $"\"response\":{Whole.Replace(Item, "", StringComparison.Ordinal).Replace("completed", "in_progress", StringComparison.Ordinal)}");
        Event("response.output_item.added", "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}");
        foreach (var piece in Text.Chunk(size))
            Event("response.output_text.delta", $"\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"{new string(piece)}\",\"logprobs\":[]");
        Event("response.output_item.done", $"\"output_index\":0,\"item\":{Item}");
        Event("response.completed", $"\"response\":{Whole}");
        return events.ToString();

        void Event(string type, string members) => events.Append($"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":0,{members}}}\n\n");
    }

    private static string Asking(string[] stops, bool stream) =>
        $$"""{"model":"b/m","stream":{{(stream ? "true" : "false")}},"stop":[{{string.Join(',', stops.Select(static stop => $"\"{stop}\""))}}],"messages":[{"role":"user","content":"Count"}]}""";

    private static string TextOf(string events) => string.Concat(events.Split('\n').Where(static line => line.StartsWith("data: {", StringComparison.Ordinal))
        .Select(static line => JsonNode.Parse(line["data: ".Length..])!["choices"]!.AsArray().FirstOrDefault()?["delta"]?["content"]?.GetValue<string>() ?? ""));
}
