using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Extensions.AI.Content;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Tests;

/// <summary>Any chat client as a backend.</summary>
public sealed class ChatClientBackendTests
{
    [Fact]
    public async Task Every_member_of_a_request_is_an_option_of_the_client_or_told_as_lost()
    {
        var client = new ScriptedClient(new TextContent("x"));
        await using var parley = ParleyClient.Create(b => b.AddBackend(client, "theirs"));

        var answer = await parley.AskAsync(new ChatRequest
        {
            Model = "theirs/big",
            Messages = [Message.System("Be brief."), Message.User("Hi")],
            MaxTokens = 9,
            Sampling = new Sampling { Temperature = 0.5, TopP = 0.25, TopK = 3, Seed = 7, FrequencyPenalty = 0.5, PresencePenalty = 1, LogitBias = RawJson.Parse("""{"1":2}""") },
            StopSequences = ["END"],
            Tools = [new ToolSpec("add") { Description = "Adds.", Schema = RawJson.Parse("""{"type":"object","properties":{"a":{"type":"integer"}}}"""), Strict = true }],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named, "add"),
            ParallelToolCalls = false,
            Reasoning = new() { Effort = "max", IncludeThoughts = true },
            User = "u1",
            ServiceTier = "flex",
        });

        var options = client.Options!;
        Assert.Equal(("big", 9, 0.5f, 0.25f, 3, 7L, 0.5f, 1f), (options.ModelId, options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK, options.Seed, options.FrequencyPenalty, options.PresencePenalty));
        Assert.Equal((ReasoningEffort.ExtraHigh, ReasoningOutput.Summary, false), (options.Reasoning!.Effort, options.Reasoning.Output, options.AllowMultipleToolCalls));
        Assert.Equal(["END"], options.StopSequences!);
        var tool = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(options.Tools!));
        Assert.Equal(("add", "Adds.", true), (tool.Name, tool.Description, tool.AdditionalProperties["strict"]));
        Assert.Equal("add", Assert.IsType<RequiredChatToolMode>(options.ToolMode).RequiredFunctionName);
        Assert.Equal([ChatRole.System, ChatRole.User], client.Messages.Select(static message => message.Role));
        Assert.Equal("u1", options.AdditionalProperties!["user"]);
        Assert.Equal(["logit_bias", "reasoning.effort", "service_tier", "user"], answer.Losses.Select(static loss => loss.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Members_that_the_client_sends_on_are_not_lost_and_others_are_refused_where_losses_are()
    {
        var request = ChatRequest.Of("theirs/m", "Hi") with { User = "u1" };
        await using var sends = ParleyClient.Create(b => b.AddBackend(new ScriptedClient(new TextContent("x")), "theirs", static options => options.SendsAdditionalProperties = true));
        await using var keeps = ParleyClient.Create(b => b.AddBackend(new ScriptedClient(new TextContent("x")), "theirs"));

        Assert.Equal(ConversionCategory.Moved, Assert.Single((await sends.AskAsync(request)).Losses).Category);
        var refused = await keeps.AskAsync(request, new AskOptions { RejectLoss = true });
        Assert.Equal(("unsupported_feature", "user"), (refused.Fault!.Code, refused.Fault.Param));
    }

    [Fact]
    public async Task Form_of_the_answer_is_the_clients_own_where_it_can()
    {
        var client = new ScriptedClient(new TextContent("""{"a":1}"""));
        await using var parley = ParleyClient.Create(b => b.AddBackend(client, "theirs"));

        var schema = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object","required":["a"]}"""), Name = "thing" };
        var reply = await parley.ChatAsync(ChatRequest.Of("theirs/m", "Hi") with { ResponseFormat = schema });

        Assert.Equal("""{"a":1}""", reply.Text);
        Assert.Equal("thing", Assert.IsType<ChatResponseFormatJson>(client.Options!.ResponseFormat).SchemaName);
    }

    [Fact]
    public async Task Answer_says_the_same_whole_and_streamed()
    {
        var image = new DataContent(new byte[] { 1, 2, 3 }, "image/png");
        var call = new FunctionCallContent("c1", "add", new Dictionary<string, object?> { ["a"] = JsonElement.Parse("1") });
        var client = new ScriptedClient(
            new TextReasoningContent("Let me "), new TextReasoningContent("see") { ProtectedData = "secret" }, new TextContent("Hel"), new TextContent("lo"), image, call,
            new WebSearchToolCallContent("w1") { Queries = ["q"] }, new ErrorContent("No.") { ErrorCode = "Refusal" })
        { Used = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 6, CachedInputTokenCount = 4, ReasoningTokenCount = 2 }, Reason = ChatFinishReason.ToolCalls };
        await using var parley = ParleyClient.Create(b => b.AddBackend(client, "theirs"));
        var folder = new ReplyFolder();

        var whole = await parley.ChatAsync("theirs/m", "Hi");
        await foreach (var chatEvent in parley.StreamAsync("theirs/m", "Hi"))
            folder.Add(chatEvent);
        var streamed = folder.Build();

        Assert.True(client.WasStreamed);
        Assert.Equal(Said(whole), Said(streamed));
        Assert.Equal(["ReasoningPart", "TextPart", "MediaPart", "ToolCallPart", "OpaquePart", "RefusalPart"], whole.Choices[0].Parts.Select(static part => part.GetType().Name));
        Assert.Equal(new PartSignature("in-process:theirs", "secret"), whole.Choices[0].Parts[0].Signature);
        Assert.Equal((6, 4, 4, 2, FinishReason.ToolCalls), (whole.Usage.Input.Tokens, whole.Usage.CacheRead.Tokens, whole.Usage.Output.Tokens, whole.Usage.Reasoning.Tokens, whole.Choices[0].Finish.Reason));
        Assert.Equal(("resp", "their-model"), (whole.Id, whole.Model));
    }

    [Fact]
    public async Task Client_gets_its_own_secrets_and_contents_back_and_nobody_elses()
    {
        var client = new ScriptedClient(new TextReasoningContent("mine") { ProtectedData = "secret" }, new WebSearchToolCallContent("w1") { Queries = ["q"] }, new TextContent("x"));
        await using var parley = ParleyClient.Create(b => b.AddBackend(client, "theirs"));
        var first = await parley.ChatAsync("theirs/m", "Hi");
        var foreign = new ReasoningPart("foreign") { Signature = new PartSignature("gemini", "other") };

        var answer = await parley.AskAsync(new ChatRequest { Model = "theirs/m", Messages = [Message.User("Hi"), new Message(Role.Assistant, [.. first.Choices[0].Parts, foreign]), Message.User("Go on")] });

        var told = client.Messages[1].Contents;
        Assert.Equal(["secret", null], told.OfType<TextReasoningContent>().Select(static thought => thought.ProtectedData));
        Assert.Equal("q", Assert.Single(told.OfType<WebSearchToolCallContent>().Single().Queries!));
        Assert.Equal("messages[1].content[3].signature", Assert.Single(answer.Losses).Field);
    }

    [Fact]
    public async Task Streaming_is_streaming()
    {
        var gate = new TaskCompletionSource();
        await using var parley = ParleyClient.Create(b => b.AddBackend(new ScriptedClient(new TextContent("one"), new TextContent("two")) { Between = () => gate.Task }, "theirs"));
        var texts = new List<string>();

        await foreach (var chatEvent in parley.StreamAsync("theirs/m", "x"))
        {
            if (chatEvent.Kind != ChatEventKind.Text)
                continue;
            texts.Add(chatEvent.Text.ToString());
            // The second piece is not said before the first was read.
            gate.TrySetResult();
        }

        Assert.Equal(["one", "two"], texts);
    }

    public static TheoryData<Exception, FaultKind, int> Failures => new()
    {
        { new HttpRequestException("Slow down.", null, HttpStatusCode.TooManyRequests), FaultKind.RateLimit, 429 },
        { new HttpRequestException("Who?", null, HttpStatusCode.Unauthorized), FaultKind.Authentication, 401 },
        { new HttpRequestException("Name or service not known"), FaultKind.Connect, 502 },
        { new TimeoutException("Too slow."), FaultKind.TotalTimeout, 504 },
        { new TaskCanceledException("Too slow.", new TimeoutException()), FaultKind.TotalTimeout, 504 },
        { ParleyException.Of(new Fault(FaultKind.Quota, "Nothing left.")), FaultKind.Quota, 429 },
        { new InvalidOperationException("It broke.\n   at Secret()"), FaultKind.Upstream, 502 },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Exception_of_the_client_is_a_fault_of_a_fitting_kind(Exception exception, FaultKind kind, int status)
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new ScriptedClient { Fails = () => exception }, "theirs"));

        var whole = (await parley.AskAsync(ChatRequest.Of("theirs/m", "Hi"))).Attempts[^1].Fault!;
        Answer? streamed = null;
        await Assert.ThrowsAnyAsync<ParleyException>(async () =>
        {
            await foreach (var _ in parley.StreamAsync("theirs/m", "Hi", new AskOptions { Ended = answer => streamed = answer }))
            {
                continue;
            }
        });

        Assert.Equal((kind, status), (whole.Kind, whole.Status));
        Assert.Equal((kind, status), (streamed!.Fault!.Kind, streamed.Fault.Status));
        Assert.DoesNotContain("Secret", whole.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_may_know_its_clients_exceptions_better()
    {
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(new ScriptedClient { Fails = static () => new InvalidOperationException("429") }, "theirs", static options => options.FaultOf = static exception => new Fault(FaultKind.RateLimit, exception.Message)));

        await Assert.ThrowsAsync<RateLimitException>(() => parley.ChatAsync("theirs/m", "Hi"));
    }

    [Fact]
    public async Task Client_is_failed_over_like_any_backend_and_may_be_asked_for_its_default_model()
    {
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(new ScriptedClient { Fails = static () => new HttpRequestException("down", null, HttpStatusCode.ServiceUnavailable) }, "first")
            .AddBackend(new ScriptedClient(new TextContent("from the second")), "second")
            .Route(static r => r.Priority("first", "second").FailoverOnError()));

        var answer = await parley.AskAsync(ChatRequest.Of("gpt-4", "Hi"));

        Assert.Equal("from the second", answer.Require().Text);
        Assert.Equal("second/their-model", answer.Target!.ToString());
    }

    [Fact]
    public async Task Declared_lacks_are_made_up_for_or_told()
    {
        var client = new ScriptedClient(new TextContent("x"));
        await using var parley = ParleyClient.Create(b => b.AddBackend(client, "theirs", static options => options.Abilities = new Abilities { Streaming = true }));

        var answer = await parley.AskAsync(ChatRequest.Of("theirs/m", "Hi") with { Tools = [new ToolSpec("f")] });

        Assert.True(answer.Fault is not null || answer.Losses.Any(static loss => loss.Field == "tools"));
    }

    [Fact]
    public async Task Embedding_generator_is_a_backend_and_a_part_of_one()
    {
        var generator = new Lengths();
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(generator, "vectors")
            .AddBackend(new ScriptedClient(new TextContent("x")), "both", options => options.Embeddings = generator));

        Assert.Equal(["[1]", "[2]"], (await parley.EmbedAsync("vectors/v", ["a", "bb"])).Vectors.Select(static vector => vector.Values.ToString()));
        var embeddings = await parley.AsEmbeddingGenerator("both/v").GenerateAsync(["ccc"]);
        Assert.Equal([3f], embeddings[0].Vector.ToArray());
        Assert.True((await parley.AskAsync(ChatRequest.Of("vectors/v", "Hi"))).Fault is not null);
    }

    [Fact]
    public async Task Parley_asks_itself_through_the_abstractions_without_a_loss()
    {
        var played = new Played(Played.Reply(FinishReason.ToolCalls, new TextPart("Hello"), Played.CallPart("add", """{"a":1}""")));
        await using var inner = played.Client();
        await using var outer = ParleyClient.Create(b => b.AddBackend(inner.AsChatClient("played/m"), "inner"));

        var answer = await outer.AskAsync(ChatRequest.Of("inner/played/m", "Hi") with { MaxTokens = 5, StopSequences = ["END"] });

        Assert.Equal("Hello", answer.Require().Text);
        Assert.Equal("""{"a":1}""", answer.Reply!.ToolCalls.Single().Arguments.ToString());
        Assert.Equal((5, "END"), (played.Last.MaxTokens, played.Last.StopSequences[0].ToString()));
        Assert.Empty(answer.Losses);
    }

    private static string[] Said(ChatReply reply) => [.. reply.Choices[0].Parts.Select(static part => ProtectedParts.Write(part)), $"{reply.Usage.TotalInput} {reply.Usage.TotalOutput} {reply.Choices[0].Finish.Reason}"];

    private sealed class Lengths : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(static value => new Embedding<float>(new float[] { value.Length }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
