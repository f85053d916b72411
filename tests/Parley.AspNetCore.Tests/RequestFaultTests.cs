using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Parley.AspNetCore.Tests;

/// <summary>Requests that cannot be served as they are: always a clear 4xx in the caller's dialect that names the place.</summary>
public sealed class RequestFaultTests
{
    [Theory]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","messages":[{"role":"user","content":""", "valid JSON")]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","model":"x","messages":[{"role":"user","content":"Hi"}]}""", "model")]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","mod\u0065l":"x","messages":[{"role":"user","content":"Hi"}]}""", "model")]
    [InlineData("v1/chat/completions", """{"model":7,"messages":[{"role":"user","content":"Hi"}]}""", "model")]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","messages":"hello"}""", "messages")]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [InlineData("v1/chat/completions", """[1,2]""", "object")]
    [InlineData("v1/chat/completions", "", "valid JSON")]
    [InlineData("v1/chat/completions", "not json at all", "valid JSON")]
    [InlineData("v1/messages", """{"model":"parley/echo","max_tokens":"many","messages":[{"role":"user","content":"Hi"}]}""", "max_tokens")]
    [InlineData("v1/messages", """{"model":"parley/echo","max_tokens":5,"messages":[{"role":"user","content":[{"text":"no type"}]}]}""", "messages[0].content[0]")]
    [InlineData("v1beta/models/parley/echo:generateContent", """{"contents":7}""", "contents")]
    [InlineData("api/chat", """{"model":"parley/echo","messages":{"role":"user"}}""", "messages")]
    [InlineData("api/generate", """{"model":"parley/echo","prompt":["a"]}""", "prompt")]
    public async Task Unreadable_request_is_a_400_that_names_the_place(string path, string body, string place)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains(place, text);
        Assert.Contains("gateway", text);
        Assert.DoesNotContain("   at ", text);
    }

    [Fact]
    public async Task Deep_nesting_is_refused_and_nothing_breaks()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        var deep = new string('[', 100_000) + new string(']', 100_000);
        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"parley/echo","messages":{{deep}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("v1/chat/completions", 404, "parley/echo")]
    [InlineData("v1/messages", 404, "not_found_error")]
    [InlineData("v1beta/models/parley/ecco:generateContent", 404, "NOT_FOUND")]
    [InlineData("api/chat", 404, "does not exist")]
    public async Task Unknown_model_is_the_dialects_404_with_near_names(string path, int status, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "parley/echos", "targets": [ "openai/x" ] } ] }""");
        using var response = await gateway.PostAsync(path, """{"model":"parley/ecco","max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"contents":[{"parts":[{"text":"Hi"}]}]}""");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("parlay/echo", "Did you mean parley/echo?")]
    [InlineData("gtp/gpt-4o", "Did you mean gpt/gpt-4o?")]
    [InlineData("gpt-4oo", "Did you mean gpt-4o?")]
    public async Task Near_names_are_shown_as_they_are_called(string model, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "backends": [ { "id": "gpt", "type": "openai", "api_key": "sk-1", "model_capability": { "supported_model_patterns": ["gpt-4o"] } } ] }""");
        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Contains(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Model_name_of_a_megabyte_is_refused_in_short()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"{{new string('a', 1 << 20)}}","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadAsStringAsync()).Length < 1000);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_with_their_place()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var content = new ByteArrayContent([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]);
        using var response = await gateway.Client.PostAsync("v1/chat/completions", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("byte 7", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("v1/messages", "\"type\":\"error\"")]
    [InlineData("v1/models/x:generateContent", "\"status\":\"UNIMPLEMENTED\"")]
    [InlineData("api/chat", "{\"error\":\"")]
    public async Task Wrong_verb_is_answered_in_the_dialect_of_the_path(string path, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.Client.PutAsync(path, null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.NotEmpty(response.Content.Headers.Allow);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("v1beta/models/parley/echo:generateContent")]
    [InlineData("v1beta/models/x:countTokens")]
    [InlineData("v1/models/x:streamGenerateContent")]
    [InlineData("gemini/v1beta/models/x:embedContent")]
    public async Task Operation_behind_a_model_takes_no_GET(string path)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Contains($"/{path} takes POST, not GET.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1/chat/completions")]
    [InlineData("v1/messages")]
    [InlineData("v1/responses")]
    public async Task Body_that_is_nested_too_deep_is_called_so(string path)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync(path, $$"""{"model":"parley/echo","x":{{new string('[', 200)}}{{new string(']', 200)}} }""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("nested deeper than the 128 levels", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_without_a_json_content_type_is_read_as_json()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var content = new StringContent("""{"model":"parley/echo","messages":[{"role":"user","content":"Hi"}],"stream":false}""", Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        using var response = await gateway.Client.PostAsync("api/chat", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Compressed_body_is_read_and_its_limit_holds_for_the_inflated_size(string encoding)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "server": { "http": "127.0.0.1:4000", "max_body_mb": 1 } }""");
        using var small = await PostCompressedAsync(gateway, encoding, "Hello");
        using var bomb = await PostCompressedAsync(gateway, encoding, new string('a', 2 << 20));
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bomb.StatusCode);
        Assert.Contains("\"error\"", await bomb.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Large_body_is_the_dialects_413()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "server": { "http": "127.0.0.1:4000", "max_body_mb": 1 } }""");
        using var response = await gateway.PostAsync("v1/messages", $$"""{"model":"parley/echo","max_tokens":5,"messages":[{"role":"user","content":"{{new string('a', 2 << 20)}}"}]}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("request_too_large", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Unknown_content_encoding_and_bad_compression_are_the_callers_fault()
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        foreach (var (encoding, status) in ((string, int)[])[("zstd", 415), ("gzip", 400), ("br", 400), ("deflate", 400)])
        {
            using var content = new StringContent("{}");
            content.Headers.ContentEncoding.Add(encoding);
            using var response = await gateway.Client.PostAsync("v1/chat/completions", content);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("v1/moderations")]
    [InlineData("v1/nothing")]
    [InlineData("nothing")]
    [InlineData("v1beta/models/x:unknownVerb")]
    [InlineData("favicon.ico")]
    [InlineData("v1/files/notes.txt")]
    public async Task Unknown_path_is_a_json_404(string path)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync(path, "{}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("v1/messages/batches", "\"type\":\"not_found_error\"")]
    [InlineData("v1beta/models/x:predict", "\"status\":\"NOT_FOUND\"")]
    [InlineData("api/pull", "{\"error\":\"")]
    public async Task Unknown_path_is_answered_in_the_dialect_that_it_looks_like(string path, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync(path, "{}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> PostCompressedAsync(RunningGateway gateway, string encoding, string prompt)
    {
        using var bytes = new MemoryStream();
        using (Stream compressed = encoding switch { "gzip" => new GZipStream(bytes, CompressionLevel.Fastest, true), "br" => new BrotliStream(bytes, CompressionLevel.Fastest, true), _ => new ZLibStream(bytes, CompressionLevel.Fastest, true) })
            compressed.Write(Encoding.UTF8.GetBytes($$"""{"model":"parley/echo","messages":[{"role":"user","content":"{{prompt}}"}]}"""));
        using var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        return await gateway.Client.PostAsync("v1/chat/completions", content);
    }

    [Theory]
    [InlineData("gemini", "v1/chat/completions", "b/../../x")]
    [InlineData("gemini", "v1/embeddings", "b/%2e%2e/x")]
    [InlineData("gemini", "v1/chat/completions", "b/x?alt=y")]
    [InlineData("openai", "v1/chat/completions", "b/x\\\\..\\\\y")]
    public async Task Name_that_would_lead_elsewhere_in_an_address_is_refused(string type, string path, string model)
    {
        await using var upstream = new Parley.TestKit.Upstream.ScriptedUpstream();
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b" } ] }""");

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","input":"Hi","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("\"invalid_model\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(upstream.Received);
    }
}
