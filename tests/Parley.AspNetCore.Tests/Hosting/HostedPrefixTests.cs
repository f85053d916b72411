using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Parley's endpoints below a prefix of an application that has users, policies, filters and routes of its own.</summary>
public sealed class HostedPrefixTests
{
    private const string Ask = """{"model":"code/m","messages":[{"role":"user","content":"x"}]}""";

    [Fact]
    public async Task Official_client_passes_policy_and_filter_of_the_host_and_is_answered()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(app => app.MapParley("/llm", ByHost).RequireAuthorization("people").AddEndpointFilter((context, next) =>
        {
            seen.Add(context.HttpContext.Request.Path.Value!);
            return next(context);
        }));
        var client = ClientOf(app, "/llm/v1", "user-ann");

        ChatCompletion whole = await client.CompleteChatAsync("x");
        var pieces = new List<string>();
        await foreach (var update in client.CompleteChatStreamingAsync("x"))
            pieces.AddRange(update.ContentUpdate.Select(static part => part.Text));

        Assert.Equal("onetwo", whole.Content[0].Text);
        Assert.Equal("onetwo", string.Concat(pieces));
        Assert.Equal(["/llm/v1/chat/completions", "/llm/v1/chat/completions"], seen);
    }

    [Fact]
    public async Task Policy_of_the_host_refuses_in_its_own_words()
    {
        await using var app = await StartAsync(static app => app.MapParley("/llm", ByHost).RequireAuthorization("people"));

        var refused = await app.PostAsync("/llm/v1/chat/completions", Ask, user: null);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("the host says no", await refused.Content.ReadAsStringAsync());
        Assert.Equal("Bearer realm=\"the host\"", refused.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain(refused.Headers, static header => header.Key.StartsWith("x-parley", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Refusal_keeps_the_headers_of_the_host()
    {
        await using var app = await StartAsync(static app =>
        {
            app.Use(static (context, next) =>
            {
                context.Response.Headers["x-frame-options"] = "DENY";
                return next(context);
            });
            app.MapParley("/llm", ByHost);
        });

        var refused = await app.PostAsync("/llm/v1/chat/completions", "no json");

        Assert.Equal((HttpStatusCode.BadRequest, "DENY"), (refused.StatusCode, Assert.Single(refused.Headers.GetValues("x-frame-options"))));
    }

    [Fact]
    public async Task Stream_is_given_as_it_comes_through_the_filter_of_a_host()
    {
        var gate = new TaskCompletionSource();
        await using var app = await StartAsync(static app => app.MapParley("/llm", ByHost).RequireAuthorization("people").AddEndpointFilter(static (context, next) => next(context)), gate.Task);
        var pieces = new List<string>();

        await foreach (var update in ClientOf(app, "/llm/v1", "user-ann").CompleteChatStreamingAsync("x"))
        {
            pieces.AddRange(update.ContentUpdate.Select(static part => part.Text).Where(static text => text.Length > 0));
            // The second piece is not said before the first was read.
            if (pieces.Count == 1)
                gate.TrySetResult();
        }

        Assert.Equal(["one", "two"], pieces);
    }

    [Fact]
    public async Task Stream_that_breaks_off_below_a_prefix_ends_in_the_dialects_error()
    {
        await using var app = await StartAsync(static app => app.MapParley("/llm", ByHost), Task.FromException(new InvalidOperationException("gone")));

        var text = await (await app.PostAsync("/llm/v1/chat/completions", Ask.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal))).Content.ReadAsStringAsync();

        Assert.Contains("one", text, StringComparison.Ordinal);
        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/x/llm/v1/chat/completions", Ask)]
    [InlineData("/a/x/llm/openai/v1/chat/completions", Ask)]
    [InlineData("/a/x/llm/v1/messages", """{"model":"code/m","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("/a/x/llm/v1beta/models/code/m:generateContent", """{"contents":[{"role":"user","parts":[{"text":"x"}]}]}""")]
    [InlineData("/a/x/llm/api/chat", """{"model":"code/m","stream":false,"messages":[{"role":"user","content":"x"}]}""")]
    public async Task Every_dialect_is_served_below_groups_and_parameters(string path, string body)
    {
        await using var app = await StartAsync(static app => app.MapGroup("/a/{tenant}").MapParley("llm", ByHost));

        var answered = await app.PostAsync(path, body);

        Assert.Contains("onetwo", await answered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kept_reply_is_found_below_the_prefix()
    {
        await using var app = await StartAsync(static app => app.MapParley("/llm", ByHost));

        var made = JsonNode.Parse(await (await app.PostAsync("/llm/v1/responses", """{"model":"code/m","input":"x"}""")).Content.ReadAsStringAsync())!;
        var kept = await app.GetAsync($"/llm/v1/responses/{made["id"]}");

        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"/v1/responses/{made["id"]}")).StatusCode);
    }

    [Fact]
    public async Task Routes_of_the_host_stay_its_own()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapGet("/health/live", static () => "host lives");
            app.MapGet("/v1/things", static () => "things");
            app.MapParley(static options => (options.Authorization, options.MapHealth, options.MapPassthrough) = (ParleyAuthorization.Host, false, false));
        });

        Assert.Equal("host lives", await app.Client.GetStringAsync("health/live"));
        Assert.Equal("things", await app.Client.GetStringAsync("v1/things"));
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/code/passthrough/x")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/v1/chat/completions", Ask)).StatusCode);
    }

    [Fact]
    public async Task Administration_is_mapped_for_policies_of_the_host_only_when_it_says_so()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapParley("/closed", ByHost);
            app.MapParley("/open", static options => (options.Authorization, options.MapAdmin) = (ParleyAuthorization.Host, true)).RequireAuthorization("people");
        });

        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/closed/admin/backends")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/open/admin/backends")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/open/admin/backends", user: null)).StatusCode);
    }

    [Fact]
    public async Task Unknown_path_below_the_prefix_is_refused_in_a_dialect_and_the_hosts_are_not()
    {
        await using var app = await StartAsync(static app =>
        {
            app.UseParleyFallback("/llm");
            app.MapParley("/llm", ByHost);
        });

        var below = await (await app.PostAsync("/llm/v1/nothing", "{}")).Content.ReadAsStringAsync();
        var wrongVerb = await app.GetAsync("/llm/v1/chat/completions");

        Assert.Contains("There is no POST /v1/nothing here.", below, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrongVerb.StatusCode);
        Assert.Contains("method_not_allowed", await wrongVerb.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("", await (await app.PostAsync("/elsewhere", "{}")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_a_word_of_the_host_Parley_decides_who_may_call()
    {
        await using var app = await StartAsync(static app => app.MapParley("/llm"));
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "llm/v1/chat/completions") { Content = new StringContent(Ask), Headers = { Host = "evil.example" } };

        var refused = await app.Client.SendAsync(foreign);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("foreign_host", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static void ByHost(ParleyEndpointOptions options) => options.Authorization = ParleyAuthorization.Host;

    private static Task<HostApp> StartAsync(Action<WebApplication> map, Task? gate = null) =>
        HostApp.StartAsync(services => services.AddParley(builder => builder.AddBackend(new DelegateBackend("code", (_, _) => Say(gate ?? Task.CompletedTask)))), map);

    private static ChatClient ClientOf(HostApp app, string path, string key) =>
        new("code/m", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(app.Address + path), Transport = new HttpClientPipelineTransport(app.Client), RetryPolicy = new ClientRetryPolicy(0) });

    private static async IAsyncEnumerable<ChatEvent> Say(Task gate)
    {
        yield return new ChatEvent(ChatEventKind.Text, 0, 0, "one");
        await gate;
        yield return new ChatEvent(ChatEventKind.Text, 0, 0, "two");
    }
}
