using System.Runtime.CompilerServices;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Client;

/// <summary>Backends that are code, from their start to their end, and keys that calls bring themselves.</summary>
public sealed class OwnBackendTests
{
    [Fact]
    public async Task Backend_is_started_before_its_first_call_and_stopped_with_the_client()
    {
        var backend = new Living();
        await using (var parley = ParleyClient.Create(b => b.AddBackend(backend)))
        {
            Assert.Equal((0, 0), (backend.Starts, backend.Stops));
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => parley.ChatAsync("living/m", "x")));
            Assert.Equal((1, 0), (backend.Starts, backend.Stops));
        }

        Assert.Equal((1, 1), (backend.Starts, backend.Stops));
    }

    [Fact]
    public async Task Start_that_fails_is_a_fault_and_the_next_call_tries_again()
    {
        var backend = new Living { FailingStarts = 1 };
        await using var parley = ParleyClient.Create(b => b.AddBackend(backend).Route(static r => r.Retry(new() { MaxAttempts = 1 })));

        var thrown = await Assert.ThrowsAsync<BackendException>(() => parley.ChatAsync("living/m", "x"));

        Assert.Contains("not ready", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("alive", (await parley.ChatAsync("living/m", "x")).Text);
    }

    [Fact]
    public async Task Backend_that_is_never_asked_is_never_started()
    {
        var backend = new Living();
        await ParleyClient.Create(b => b.AddBackend(backend)).DisposeAsync();

        Assert.Equal((0, 0), (backend.Starts, backend.Stops));
    }

    [Fact]
    public async Task Backend_that_is_taken_away_is_stopped()
    {
        var backend = new Living();
        await using var parley = ParleyClient.Create(b => b.AddBackend(backend));
        await parley.ChatAsync("living/m", "x");

        parley.Reconfigure(static options => options with { InProcess = [] });
        await parley.AskAsync(ChatRequest.Of("nobody", "x"));

        Assert.Equal(1, backend.Stops);
    }

    [Fact]
    public async Task Models_and_health_are_what_the_code_says()
    {
        await using var well = ParleyClient.Create(static b => b.AddBackend(new Living { Health = new HealthPolicy { Threshold = 1 } }));
        await using var ill = ParleyClient.Create(static b => b.AddBackend(new Living { Health = new HealthPolicy { Threshold = 1 }, IsWell = false }));

        Assert.Contains("living/listed", await well.Backends.ListModelsAsync());
        Assert.Equal("alive", (await well.ChatAsync("listed", "x")).Text);
        // Both were asked when they began.
        Assert.Equal((true, false), (well.Backends.IsHealthy("living"), ill.Backends.IsHealthy("living")));
        Assert.Equal("it says that it is not well", ill.Backends.StatusOf("living").Reason);
    }

    [Fact]
    public async Task Call_that_brings_its_own_key_is_asked_with_that_and_nobody_else_is()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var parley = ParleyClient.Create(b => b.AddBackend("openai", o =>
        {
            o.Endpoint = upstream.Address + "v1";
            o.ApiKey = "sk-of-the-operator";
        }));

        await parley.ChatAsync("openai/gpt-4o", "x");
        await parley.ChatAsync("openai/gpt-4o", "x", new AskOptions { Keys = new Dictionary<string, Secret> { ["openai"] = new("sk-of-the-caller") } });

        Assert.Equal(["Bearer sk-of-the-operator", "Bearer sk-of-the-caller"], upstream.Received.Select(static request => request.Headers["authorization"]));
    }

    [Fact]
    public async Task Wrong_key_of_one_call_is_held_against_nobody()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static request => request.Headers["authorization"].Contains("wrong", StringComparison.Ordinal) ? Script.Json("""{"error":{"message":"no","type":"invalid_request_error","code":"invalid_api_key"}}""", 401) : Script.Json(WireSample.OpenAI.Reply) };
        await using var parley = ParleyClient.Create(b => b.AddBackend("openai", o => (o.Endpoint, o.ApiKey) = (upstream.Address + "v1", "sk-right")));
        var wrong = new AskOptions { Keys = new Dictionary<string, Secret> { ["openai"] = new("sk-wrong") } };

        for (var i = 0; i < 20; i++)
            await Assert.ThrowsAsync<AccessException>(() => parley.ChatAsync("openai/gpt-4o", "x", wrong));

        Assert.Equal("Hello there", (await parley.ChatAsync("openai/gpt-4o", "x")).Text);
        Assert.True(parley.Backends.IsHealthy("openai"));
    }

    [Fact]
    public async Task Backend_whose_calls_bring_their_keys_is_asked_with_no_other()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var parley = ParleyClient.Create(b =>
        {
            b.EnvironmentVariables = static name => name == "OPENAI_API_KEY" ? "sk-of-the-machine" : null;
            b.AddBackend("openai", o => (o.Endpoint, o.KeyPerCall) = (upstream.Address + "v1", true));
        });

        var thrown = await Assert.ThrowsAsync<AccessException>(() => parley.ChatAsync("openai/gpt-4o", "x"));
        await parley.ChatAsync("openai/gpt-4o", "x", new AskOptions { Keys = new Dictionary<string, Secret> { ["openai"] = new("sk-own") } });

        Assert.Equal("missing_provider_key", thrown.Code);
        Assert.Equal("Bearer sk-own", Assert.Single(upstream.Received).Headers["authorization"]);
    }

    [Fact]
    public async Task Server_of_ones_own_kind_needs_a_request_and_a_reading_of_its_answer()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static request => Script.Json($$"""{"generated_text":"{{request.Json["text"]}}!"}""") };
        upstream.Then(Script.Json("{}", 429, ("retry-after", "3")));
        using var http = new HttpClient { BaseAddress = new Uri(upstream.Address) };
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Shouting(http)).Route(static r => r.Retry(new() { MaxAttempts = 1 })));

        var refused = await Assert.ThrowsAsync<RateLimitException>(() => parley.ChatAsync("shouting/m", "Hello"));
        var reply = await parley.ChatAsync("shouting/m", "Hello");

        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);
        Assert.Equal("Hello!", reply.Text);
        Assert.Equal("/generate", upstream.Received[^1].Target);
    }

    private sealed class Shouting(HttpClient http) : HttpBackend("shouting", http)
    {
        protected override HttpRequestMessage PrepareRequest(ChatRequest request) => new(HttpMethod.Post, "generate") { Content = new StringContent(JsonSerializer.Serialize(new { text = request.Messages[^1].Text })) };

        protected override ChatReply ParseResponse(ChatRequest request, JsonElement body) => ChatReply.Of(body.GetProperty("generated_text").GetString()!);
    }

    private sealed class Living() : InProcessBackend("living")
    {
        private int _starts;

        public int Starts => _starts;

        public int Stops { get; private set; }

        public int FailingStarts { get; set; }

        public bool IsWell { get; set; } = true;

        public override async ValueTask StartAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _starts);
            await Task.Yield();
            if (FailingStarts-- > 0)
                throw new InvalidOperationException("The model is not ready.");
        }

        public override ValueTask StopAsync()
        {
            Stops++;
            return ValueTask.CompletedTask;
        }

        public override ValueTask<IReadOnlyList<string>?> ListModelsAsync(CancellationToken cancellationToken) => new((IReadOnlyList<string>?)["listed"]);

        public override ValueTask<bool> CheckHealthAsync(CancellationToken cancellationToken) => new(IsWell);

        public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, "alive");
        }
    }
}
