using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Serving;

namespace Parley.Tests.Serving;

/// <summary>Whole answers without a server: paths, headers, refusals, whose calls they are.</summary>
public sealed class HandlerTests
{
    private const string Chat = """{"model":"code/m","messages":[{"role":"user","content":"Hi"}]}""";
    private const string Messages = """{"model":"code/m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Contents = """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""";

    [Theory]
    [InlineData("openai", "v1/chat/completions", Chat)]
    [InlineData("openai", "chat/completions", Chat)]
    [InlineData("openai", "openai/v1/chat/completions", Chat)]
    [InlineData("openai", "some/base/v1/chat/completions", Chat)]
    [InlineData("openai", "models/v1/chat/completions", Chat)]
    [InlineData("openai", "openai/deployments/m/chat/completions?api-version=1", Chat)]
    [InlineData("openai-chat", "v1/chat/completions", Chat)]
    [InlineData("OpenAI", "v1/responses", """{"model":"code/m","input":"Hi"}""")]
    [InlineData("openai", "v1/completions", """{"model":"code/m","prompt":"Hi"}""")]
    [InlineData("anthropic", "v1/messages", Messages)]
    [InlineData("anthropic", "anthropic/v1/messages", Messages)]
    [InlineData("anthropic", "v1/messages?beta=true", Messages)]
    [InlineData("anthropic", "v1/messages/count_tokens", """{"model":"code/m","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("gemini", "v1beta/models/code/m:generateContent", Contents)]
    [InlineData("gemini", "v1beta/models/code%2Fm:generateContent?key=any", Contents)]
    [InlineData("gemini", "gemini/v1/models/code/m:countTokens", Contents)]
    [InlineData("ollama", "api/chat", """{"model":"code/m","stream":false,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("ollama", "ollama/api/generate", """{"model":"code/m","stream":false,"prompt":"Hi"}""")]
    [InlineData("ollama", "api/show", """{"model":"code/m"}""")]
    [InlineData("cohere", "v2/chat", """{"model":"code/m","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("parley", "v1/conversation", """{"model":"code/m","messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task Operation_is_served_whatever_stands_before_its_path(string vendor, string path, string body)
    {
        using var desk = Desk.Echo();
        using var client = desk.Client(vendor);
        using var content = new StringContent(body);

        using var response = await client.PostAsync(path, content);

        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("openai", "v1/models", "\"object\":\"list\"")]
    [InlineData("openai", "v1/models/code%2Fm", "\"id\":\"code/m\"")]
    [InlineData("anthropic", "v1/models?limit=1", "\"has_more\":")]
    [InlineData("anthropic", "v1/models/code%2Fm", "\"type\":\"model\"")]
    [InlineData("gemini", "v1beta/models", "\"supportedGenerationMethods\"")]
    [InlineData("gemini", "v1/models/code/m", "\"name\":\"models/code/m\"")]
    [InlineData("ollama", "api/tags", "\"digest\"")]
    [InlineData("ollama", "api/version", "\"version\"")]
    public async Task Models_are_listed_in_the_vendors_form(string vendor, string path, string shown)
    {
        using var desk = Desk.Echo("""{ "models": [ { "name": "house", "targets": ["code/m"] } ] }""");
        using var client = desk.Client(vendor);

        Assert.Contains(shown, await client.GetStringAsync(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "v1/images/generations", "\"code\":\"unknown_path\"")]
    [InlineData("anthropic", "v1/chat/completions", "\"type\":\"not_found_error\"")]
    [InlineData("gemini", "v1beta/models/m:predict", "\"status\":\"NOT_FOUND\"")]
    [InlineData("ollama", "api/pull", "{\"error\":\"")]
    [InlineData("openai", "admin/keys", "\"code\":\"unknown_path\"")]
    public async Task Other_path_is_not_found_in_the_vendors_words(string vendor, string path, string shown)
    {
        using var desk = Desk.Echo();
        using var client = desk.Client(vendor);
        using var content = new StringContent("{}");

        using var response = await client.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(shown, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(response.Headers.GetValues("x-parley-request-id").Single());
    }

    [Theory]
    [InlineData("GET", "v1/chat/completions", "POST")]
    [InlineData("POST", "v1/models", "GET")]
    [InlineData("PUT", "v1/responses/resp_1", "GET, DELETE")]
    public async Task Other_verb_is_told_which_there_are(string verb, string path, string allowed)
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");

        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (response.StatusCode, string.Join(", ", response.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Response_is_kept_read_and_forgotten()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");
        using var content = new StringContent("""{"model":"code/m","input":"Hi"}""");
        using var made = await client.PostAsync("v1/responses", content);
        using var body = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var id = body.RootElement.GetProperty("id").GetString();

        var read = await client.GetStringAsync($"v1/responses/{id}");
        using var forgotten = await client.DeleteAsync($"v1/responses/{id}");
        using var gone = await client.GetAsync($"v1/responses/{id}");

        Assert.Contains("\"text\":\"Hi\"", read, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (forgotten.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task Fault_keeps_its_status_its_headers_and_its_form()
    {
        var limit = new Fault(FaultKind.RateLimit, "Slow down.") { RetryAfter = TimeSpan.FromSeconds(7) };
        using var desk = new Desk((_, _) => throw new BackendFaultException(limit));
        using var client = desk.Client("anthropic");

        using var response = await Desk.AskAsync(client, "anthropic", stream: false);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("retry-after").Single());
        Assert.Equal("provider", response.Headers.GetValues("x-parley-error-source").Single());
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(("error", "rate_limit_error"), (body.RootElement.GetProperty("type").GetString(), body.RootElement.GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal(response.Headers.GetValues("x-parley-request-id").Single(), body.RootElement.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Answer_tells_who_gave_it_and_headers_of_the_request_count()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");
        var asked = Desk.Message("openai", "Hi", stream: false);
        asked.Headers.Add("x-parley-explain", "1");

        using var response = await client.SendAsync(asked);

        Assert.Equal("code", response.Headers.GetValues("x-parley-backend").Single());
        Assert.Contains("ranked=code/m", response.Headers.GetValues("x-parley-explain").Single(), StringComparison.Ordinal);
        Assert.Same(asked, response.RequestMessage);
    }

    [Fact]
    public async Task Key_that_a_client_sends_is_not_looked_at()
    {
        using var desk = Desk.Echo("""{ "keys": [ { "name": "me", "key": "long-enough" } ] }""");
        using var client = desk.Client("openai");
        client.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");

        using var response = await Desk.AskAsync(client, "openai", stream: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Calls_count_as_those_of_the_key_that_the_host_names()
    {
        using var desk = Desk.Echo("""{ "limits": [ { "for": { "key": "*" }, "requests": 1, "per": "day" } ] }""");
        using var client = desk.Client("openai", new HandlerOptions { Caller = CallerKey.Of("alice", "long-enough") });
        using var own = desk.Client("openai");

        using var good = await Desk.AskAsync(client, "openai", stream: false);
        using var refused = await Desk.AskAsync(client, "openai", stream: false);
        using var other = await Desk.AskAsync(own, "openai", stream: false);

        Assert.Equal((200, 402, 200), ((int)good.StatusCode, (int)refused.StatusCode, (int)other.StatusCode));
        Assert.Equal("0", good.Headers.GetValues("x-ratelimit-remaining-requests").Single());
    }

    [Fact]
    public async Task Disabled_key_is_refused()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai", new HandlerOptions { Caller = CallerKey.Of("alice", "long-enough") with { IsDisabled = true } });

        using var response = await Desk.AskAsync(client, "openai", stream: false);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("key_disabled", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Thread_that_waits_gets_its_answer()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");

        using var response = client.Send(Desk.Message("openai", "Hi there", stream: true), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(response.Content.ReadAsStream());

        Assert.Contains("Hi there", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_is_compressed_is_read()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await zip.WriteAsync(Encoding.UTF8.GetBytes(Chat));
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await client.PostAsync("v1/chat/completions", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Body_beyond_the_limit_is_refused()
    {
        using var desk = Desk.Echo("""{ "server": { "max_body_mb": 1 } }""");
        using var client = desk.Client("openai");

        using var response = await Desk.AskAsync(client, "openai", new string('x', 2 << 20), stream: false);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("request_too_large", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_cannot_be_read_is_the_senders_own_failure()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");
        using var content = new StreamContent(new Unreadable());

        var failed = await Record.ExceptionAsync(() => client.PostAsync("v1/chat/completions", content));

        Assert.Equal("The disk is gone.", (failed?.InnerException ?? failed)?.Message);
    }

    [Fact]
    public async Task Thread_of_a_user_interface_is_left_alone()
    {
        using var desk = Desk.Echo();
        using var client = desk.Client("openai");

        var asked = Task.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Frozen());
            try
            {
                return Desk.AskAsync(client, "openai", stream: false);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(null);
            }
        });

        using var response = await asked.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Handler_that_is_disposed_of_leaves_the_gateway_alone()
    {
        using var desk = Desk.Echo();
        desk.Client("openai").Dispose();
        using var client = desk.Client("openai");

        using var response = await Desk.AskAsync(client, "openai", stream: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("google")]
    [InlineData("bedrock-converse")]
    [InlineData("")]
    public void Dialect_that_callers_do_not_speak_is_named(string dialect)
    {
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("parley.json", "{}")]).Require();
        using var gateway = new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance);

        var refused = Assert.Throws<ArgumentException>(() => gateway.CreateHandler(dialect));

        Assert.Contains($"'{dialect}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("anthropic", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Takes work and never does it, as a thread does that waits for its own answer.</summary>
    private sealed class Frozen : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    private sealed class Unreadable : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The disk is gone.");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("The disk is gone.");
    }
}
