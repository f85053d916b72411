using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Extensions.AI.Chat;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Tests;

/// <summary>Answers as responses and as updates: the same said twice, and nothing lost when they are told again.</summary>
public sealed class ChatResponseTests
{
    private static readonly PartSignature Signed = new(DialectNames.Gemini, "sig==");

    private static readonly Part[] Everything =
    [
        new ReasoningPart("Let me think") { Signature = new PartSignature(DialectNames.AnthropicMessages, "abc") },
        new ReasoningPart(default) { RedactedData = "withheld" },
        new TextPart("Hello ") { Signature = Signed },
        new OpaquePart(DialectNames.AnthropicMessages, "server_tool_use", RawJson.Parse("""{"type":"server_tool_use","id":"s1"}""")),
        new TextPart("world") { Citations = [new Citation { Url = "https://example.com/a", Title = "A", CitedText = "w", StartIndex = 0, EndIndex = 5 }] },
        new MediaPart(MediaKind.Image, new MediaSource.Base64("iVBORw==")) { MediaType = "image/png" },
        new ToolCallPart("c1", "add", ToolArguments.FromText("""{"a": 1, "b": 2}""")) { Signature = Signed },
        new ToolCallPart("c2", "look", ToolArguments.FromText("""{"q": "x"}""")),
    ];

    [Fact]
    public async Task Response_says_all_that_the_reply_says()
    {
        var usage = new Usage { Input = TokenCount.Exact(10), CacheRead = TokenCount.Exact(5), CacheWrite5m = TokenCount.Exact(2), Output = TokenCount.Exact(7), Reasoning = TokenCount.Exact(3) };
        var played = new Played(Played.Reply(FinishReason.ToolCalls, Everything) with { Usage = usage });
        await using var parley = played.Client();

        var response = await parley.AsChatClient("played/m").GetResponseAsync("Hi");

        Assert.Equal("Hello world", response.Text);
        Assert.Equal(("r1", "m", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), ChatFinishReason.ToolCalls), (response.ResponseId, response.ModelId, response.CreatedAt, response.FinishReason));
        Assert.Equal((17, 10, 27, 5, 3), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount, response.Usage.CachedInputTokenCount, response.Usage.ReasoningTokenCount));
        Assert.Equal(2, response.Usage.AdditionalCounts!["CacheWrite5mTokenCount"]);
        var call = response.Messages[0].Contents.OfType<FunctionCallContent>().First();
        Assert.Equal(("c1", "add", 2), (call.CallId, call.Name, ((JsonElement)call.Arguments!["b"]!).GetInt32()));
        Assert.IsType<ChatReply>(response.RawRepresentation);
        Assert.Equal("played/m", response.AdditionalProperties![ChatProperties.Target]);
    }

    [Fact]
    public async Task Updates_carry_their_events_and_come_one_for_each()
    {
        await using var parley = new Played(Played.Reply(FinishReason.ToolCalls, Everything)).Client();
        var events = new List<ChatEventKind>();

        await foreach (var update in parley.AsChatClient("played/m").GetStreamingResponseAsync("Hi"))
            events.Add(Assert.IsType<ChatEvent>(update.RawRepresentation).Kind);

        Assert.Equal(ChatEventKind.Start, events[0]);
        Assert.Equal(ChatEventKind.End, events[^1]);
    }

    [Fact]
    public async Task Stream_folds_to_the_response_that_comes_whole()
    {
        var usage = new Usage { Input = TokenCount.Exact(10), Output = TokenCount.Exact(7) };
        await using var parley = new Played(Played.Reply(FinishReason.ToolCalls, Everything) with { Usage = usage }).Client();
        using var client = parley.AsChatClient("played/m");

        var whole = await client.GetResponseAsync("Hi");
        var folded = await client.GetStreamingResponseAsync("Hi", new ChatOptions { ConversationId = "c" }).ToChatResponseAsync();

        Assert.Equal(Normal(whole), Normal(folded));
        Assert.Equal("options.ConversationId", Assert.Single(folded.LossesOf()).Field);
        Assert.Equal("played/m", folded.AdditionalProperties![ChatProperties.Target]);
    }

    [Fact]
    public void Any_answer_streams_to_what_it_is_whole()
    {
        var parts = Gen.Elements(Everything).ListOf().Resize(8);
        Prop.ForAll(parts.ToArbitrary(), static chosen =>
        {
            var reply = Played.Reply(FinishReason.Stop, [.. chosen.Select(static (part, i) => part is ToolCallPart call ? call with { Id = $"c{i}" } : part)]);
            var writer = new UpdateWriter();
            var updates = ReplyEvents.Of(reply).Select(step => writer.Of(step)).ToList();
            updates.Add(writer.End(ChatEvent.Of(ChatEventKind.End), null, new ConversionLog()));
            var whole = ResponseWriting.Of(new Pipeline.Answer { RequestId = "q", Reply = reply }, new ConversionLog());
            return Normal(whole) == Normal(updates.ToChatResponse());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Response_that_is_told_again_loses_nothing()
    {
        var played = new Played(Played.Reply(FinishReason.ToolCalls, Everything));
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");
        var response = await client.GetResponseAsync("Hi");

        var again = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi"), .. response.Messages, Results()]);

        Assert.Equal(Said(Everything), Said(played.Last.Messages[1].Parts));
        Assert.Empty(again.LossesOf());
    }

    [Fact]
    public async Task Response_that_was_streamed_or_stored_as_JSON_loses_nothing_either()
    {
        var played = new Played(Played.Reply(FinishReason.ToolCalls, Everything));
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");
        var response = await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        var stored = JsonSerializer.Deserialize<List<ChatMessage>>(JsonSerializer.Serialize(response.Messages, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;

        var again = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi"), .. stored, Results()]);

        Assert.Equal(Said(Everything.Select(Compact)), Said(played.Last.Messages[1].Parts.Select(Compact)));
        Assert.Empty(again.LossesOf());
    }

    [Fact]
    public async Task Edited_content_is_told_as_it_was_edited()
    {
        var played = new Played(Played.Reply(FinishReason.ToolCalls, new TextPart("secret") { Signature = Signed }, Everything[6]));
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");
        var response = await client.GetResponseAsync("Hi");
        response.Messages[0].Contents.OfType<TextContent>().First().Text = "[removed]";
        response.Messages[0].Contents.OfType<FunctionCallContent>().First().Arguments!["a"] = 5;

        await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi"), .. response.Messages, new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "3")])]);

        var told = played.Last.Messages[1].Parts;
        Assert.Equal("[removed]", told.OfType<TextPart>().First().Text.ToString());
        Assert.Equal("""{"a":5,"b":2}""", told.OfType<ToolCallPart>().First().Arguments.ToString());
    }

    [Theory]
    [InlineData(FinishReason.Stop, "stop")]
    [InlineData(FinishReason.StopSequence, "stop")]
    [InlineData(FinishReason.Length, "length")]
    [InlineData(FinishReason.ContextWindow, "length")]
    [InlineData(FinishReason.ContentFilter, "content_filter")]
    [InlineData(FinishReason.Refusal, "refusal")]
    [InlineData(FinishReason.Paused, "paused")]
    public async Task Reasons_for_the_end_are_told(FinishReason reason, string word)
    {
        await using var parley = new Played(Played.Reply(reason, new TextPart("x"))).Client();
        using var client = parley.AsChatClient("played/m");

        Assert.Equal(word, (await client.GetResponseAsync("Hi")).FinishReason!.Value.Value);
        Assert.Equal(word, (await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync()).FinishReason!.Value.Value);
    }

    [Fact]
    public async Task Call_that_was_cut_off_is_told_with_its_flaw_and_kept()
    {
        var played = new Played(Played.Call("add", """{"a": 1, """));
        await using var parley = played.Client();

        var call = (await parley.AsChatClient("played/m").GetStreamingResponseAsync("Hi").ToChatResponseAsync()).Messages[0].Contents.OfType<FunctionCallContent>().Single();

        Assert.Null(call.Arguments);
        Assert.IsType<JsonException>(call.Exception);
        Assert.Equal("""{"a": 1, """, CallArguments.PartOf(call, new ConversionLog(), "").Arguments.ToString());
    }

    [Fact]
    public async Task Failure_is_a_Parley_exception_whole_and_streamed()
    {
        await using var parley = new Played((_, _) => throw new BackendFaultException(FaultKind.RateLimit, "Slow down.")).Client();
        using var client = parley.AsChatClient("played/m");

        await Assert.ThrowsAsync<RateLimitException>(() => client.GetResponseAsync("Hi"));
        await Assert.ThrowsAsync<RateLimitException>(() => client.GetStreamingResponseAsync("Hi").ToChatResponseAsync());
    }

    [Fact]
    public async Task Cancellation_reaches_the_backend()
    {
        using var stop = new CancellationTokenSource();
        var played = new Played((_, _) => Endless(stop));
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync("Hi", cancellationToken: stop.Token));
    }

    [Fact]
    public async Task Services_are_the_engine_and_the_client_itself()
    {
        await using var parley = new Played("x").Client();
        using var client = parley.AsChatClient("played/m");

        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Same(parley, client.GetService<ParleyClient>());
        Assert.Same(parley.Gateway, client.GetService<Gateway>());
        Assert.Equal(("parley", "played/m"), (client.GetService<ChatClientMetadata>()!.ProviderName, client.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Null(client.GetService<string>());
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
    }

    private static ChatMessage Results() => new(ChatRole.Tool, [new FunctionResultContent("c1", "3"), new FunctionResultContent("c2", "y")]);

    private static IEnumerable<ChatEvent> Endless(CancellationTokenSource stop)
    {
        for (var i = 0; ; i++)
        {
            if (i == 3)
                stop.Cancel();
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, "x");
        }
    }

    /// <summary>Blanks within arguments are not stored where nothing else of the call needs it.</summary>
    private static Part Compact(Part part) => part is ToolCallPart call ? call with { Arguments = ToolArguments.FromText(call.Arguments.ToString().Replace(" ", "", StringComparison.Ordinal)) } : part;

    private static string[] Said(IEnumerable<Part> parts) => [.. parts.Select(static part => ProtectedParts.Write(part))];

    /// <summary>What a response says, without how its texts are cut: a citation stands in a content behind its text where it was streamed.</summary>
    private static string Normal(ChatResponse response)
    {
        var said = new List<string>();
        foreach (var content in response.Messages.SelectMany(static message => message.Contents))
        {
            var (kind, text) = content switch
            {
                TextContent one => ("text", one.Text),
                TextReasoningContent one => (one.ProtectedData is null ? "thought" : $"thought {one.ProtectedData}", one.Text),
                FunctionCallContent one => ($"call {one.CallId} {one.Name}", JsonSerializer.Serialize(one.Arguments)),
                DataContent one => ("data", one.Uri),
                ErrorContent one => ($"error {one.ErrorCode}", one.Message),
                _ => ("other", content.AdditionalProperties?[ProtectedParts.Property]?.ToString()),
            };
            var sources = string.Concat(content.Annotations?.OfType<CitationAnnotation>().Select(static one => $"[{one.Url} {one.Title} {one.Snippet}]") ?? []);
            if (said is [.., var last] && kind == "text" && last.StartsWith("text", StringComparison.Ordinal))
                said[^1] = last + text + sources;
            else
                said.Add($"{kind}: {text}{sources}");
        }
        return string.Join('\n', said) + $"\n{response.ResponseId} {response.ModelId} {response.CreatedAt} {response.FinishReason} {response.Usage?.TotalTokenCount} {response.Messages.Count}";
    }
}
