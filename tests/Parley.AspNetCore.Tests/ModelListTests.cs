using System.Net;
using System.Text.Json.Nodes;

namespace Parley.AspNetCore.Tests;

/// <summary>The lists of models, each in its dialect's shape.</summary>
public sealed class ModelListTests
{
    private const string Configuration = """
        {
          "backends": [ { "id": "gpt", "type": "openai", "endpoint": "http://127.0.0.1:9", "api_key": "sk-1", "model_capability": { "supported_model_patterns": ["gpt-4o", "o1-*"] } } ],
          "models": [ { "name": "fast", "targets": ["gpt/gpt-4o"] } ]
        }
        """;

    [Theory]
    [InlineData("v1/models")]
    [InlineData("models")]
    [InlineData("openai/v1/models")]
    public async Task OpenAI_list_names_what_can_be_asked_for(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync(path))!;
        Assert.Equal("list", list["object"]!.GetValue<string>());
        Assert.Equal(["fast", "gpt/gpt-4o", "parley/echo"], list["data"]!.AsArray().Select(model => model!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Anthropic_version_gives_anthropics_shape()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        gateway.Client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models"))!;
        Assert.False(list["has_more"]!.GetValue<bool>());
        Assert.Equal("fast", list["first_id"]!.GetValue<string>());
        Assert.Equal("model", list["data"]![0]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("v1/models?limit=0", "limit")]
    [InlineData("v1/models?limit=many", "limit")]
    [InlineData("v1/models?limit=1001", "limit")]
    [InlineData("v1/models?after_id=nope", "after_id")]
    [InlineData("v1/models?before_id=nope", "before_id")]
    [InlineData("v1beta/models?pageSize=-1", "pageSize")]
    [InlineData("v1beta/models?pageSize=many", "pageSize")]
    [InlineData("v1beta/models?pageToken=nope", "pageToken")]
    public async Task Page_that_cannot_be_is_refused_with_its_place(string path, string place)
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        gateway.Client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        using var response = await gateway.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(place, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1/models?limit=2", "fast gpt/gpt-4o", true)]
    [InlineData("v1/models?limit=2&after_id=gpt/gpt-4o", "parley/echo", false)]
    [InlineData("v1/models?limit=1&before_id=parley/echo", "gpt/gpt-4o", true)]
    [InlineData("v1/models?before_id=fast", "", false)]
    public async Task List_of_Anthropic_comes_in_pages(string path, string names, bool hasMore)
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        gateway.Client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync(path))!;
        Assert.Equal((names, hasMore), (string.Join(' ', list["data"]!.AsArray().Select(static model => model!["id"]!.GetValue<string>())), list["has_more"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task List_of_Gemini_comes_in_pages_that_lead_to_each_other()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        var first = JsonNode.Parse(await gateway.Client.GetStringAsync("v1beta/models?pageSize=2"))!;
        var second = JsonNode.Parse(await gateway.Client.GetStringAsync($"v1beta/models?pageSize=2&pageToken={Uri.EscapeDataString(first["nextPageToken"]!.GetValue<string>())}"))!;
        Assert.Equal(["models/fast", "models/gpt/gpt-4o", "models/parley/echo"], first["models"]!.AsArray().Concat(second["models"]!.AsArray()).Select(static model => model!["name"]!.GetValue<string>()));
        Assert.Null(second["nextPageToken"]);
    }

    [Fact]
    public async Task Key_of_Google_gives_Geminis_shape()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        gateway.Client.DefaultRequestHeaders.Add("x-goog-api-key", "any");
        Assert.Equal("models/fast", JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models"))!["models"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("models/fast", JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models/fast"))!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Gemini_and_Ollama_lists_have_their_own_shape()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        Assert.Equal("models/fast", JsonNode.Parse(await gateway.Client.GetStringAsync("v1beta/models"))!["models"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("fast", JsonNode.Parse(await gateway.Client.GetStringAsync("api/tags"))!["models"]![0]!["model"]!.GetValue<string>());
        Assert.NotEmpty(JsonNode.Parse(await gateway.Client.GetStringAsync("api/ps"))!["models"]!.AsArray());
        Assert.NotNull(JsonNode.Parse(await gateway.Client.GetStringAsync("api/version"))!["version"]);
    }

    [Theory]
    [InlineData("gpt/gpt-4o")]
    [InlineData("gpt%2Fgpt-4o")]
    [InlineData("gpt%2fgpt-4o")]
    public async Task One_model_is_found_by_its_id_with_slashes(string id)
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        Assert.Equal("gpt/gpt-4o", JsonNode.Parse(await gateway.Client.GetStringAsync($"v1/models/{id}"))!["id"]!.GetValue<string>());
        using var missing = await gateway.Client.GetAsync("v1/models/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Ollama_show_knows_the_model_and_refuses_another()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        using var known = await gateway.PostAsync("api/show", """{"model":"fast"}""");
        using var unknown = await gateway.PostAsync("api/show", """{"name":"nothing"}""");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.NotNull(JsonNode.Parse(await known.Content.ReadAsStringAsync())!["details"]);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Name_that_a_call_would_find_is_shown_and_an_unknown_one_has_near_names()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        using var shown = await gateway.PostAsync("api/show", """{"model":"gpt/anything:latest"}""");
        using var unknown = await gateway.PostAsync("api/show", """{"model":"fats"}""");
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Equal("gpt", JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models/gpt/anything"))!["owned_by"]!.GetValue<string>());
        Assert.Contains("Did you mean fast?", await unknown.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_the_book_says_of_a_model_is_shown_where_the_backend_says_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "backends": [ { "id": "o", "type": "openai", "api_key": "sk-1" }, { "id": "p", "type": "openai", "endpoint": "http://127.0.0.1:9", "api_key": "sk-1" } ] }""");

        var known = JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models/o/gpt-4o"))!;
        var elsewhere = JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models/p/gpt-4o"))!;

        Assert.Equal((128000, 16384), (known["context_length"]!.GetValue<int>(), known["max_output_tokens"]!.GetValue<int>()));
        Assert.Equal((2.5m, 1.25m, 10m), (known["price_per_million_tokens"]!["input"]!.GetValue<decimal>(), known["price_per_million_tokens"]!["cache_read"]!.GetValue<decimal>(), known["price_per_million_tokens"]!["output"]!.GetValue<decimal>()));
        Assert.StartsWith("https://", known["price_per_million_tokens"]!["source"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(elsewhere["price_per_million_tokens"]);
        Assert.Null(elsewhere["context_length"]);
    }

    [Fact]
    public async Task What_the_backend_says_of_a_model_is_shown()
    {
        await using var upstream = new Parley.TestKit.Upstream.ScriptedUpstream();
        upstream.Then(Parley.TestKit.Upstream.Script.Json("""{"data":[{"id":"big","context_length":128000,"top_provider":{"max_completion_tokens":4096},"pricing":{"prompt":"0.0000025","completion":"0.00001"}},{"id":"bare"}]}"""));
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "r", "type": "openrouter", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ] }""");
        await gateway.RefreshModelsAsync();

        var big = JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models/r/big"))!;
        var bare = JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models/r/bare"))!;
        var gemini = JsonNode.Parse(await gateway.Client.GetStringAsync("v1beta/models/r/big"))!;
        using var show = await gateway.PostAsync("api/show", """{"model":"r/big"}""");

        Assert.Equal(128000, big["context_length"]!.GetValue<int>());
        Assert.Equal(4096, big["max_output_tokens"]!.GetValue<int>());
        var price = big["price_per_million_tokens"]!;
        Assert.Equal((2.5m, 10m, "USD", "the provider's list"), (price["input"]!.GetValue<decimal>(), price["output"]!.GetValue<decimal>(), price["currency"]!.GetValue<string>(), price["source"]!.GetValue<string>()));
        Assert.Matches("^[0-9a-f]{10}$", price["version"]!.GetValue<string>());
        Assert.Contains("tools", big["abilities"]!.AsArray().Select(static word => word!.GetValue<string>()));
        Assert.Null(bare["context_length"]);
        Assert.Null(bare["price_per_million_tokens"]);
        Assert.Equal(128000, gemini["inputTokenLimit"]!.GetValue<int>());
        Assert.Equal(128000, JsonNode.Parse(await show.Content.ReadAsStringAsync())!["model_info"]!["parley.context_length"]!.GetValue<int>());
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration);
        Assert.Equal("ok", await gateway.Client.GetStringAsync("health/live"));
        Assert.Equal("ready", await gateway.Client.GetStringAsync("health/ready"));
    }
}
