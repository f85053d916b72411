using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Responses;
using Parley.AspNetCore.Tests;
using Parley.Clients.Tests.InProcess;
using Parley.TestKit.Upstream;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>What the official .NET clients can do besides a chat, over HTTP and without a server.</summary>
public sealed class DotNetOperationTests
{
    private const string Echo = """{ "server": { "echo": true } }""";
    private const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":[0.25,-2]}],"model":"m","usage":{"prompt_tokens":4,"total_tokens":4}}""";
    private const string CohereVectors = """{"id":"e1","embeddings":{"float":[[1,0.5],[0.25,-2]]},"texts":["one","two"],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":4}},"response_type":"embeddings_by_type"}""";

    /// <summary>Each way, to a backend of the client's dialect and to another.</summary>
    public static TheoryData<bool, string, string> Embedders => new()
    {
        { false, "openai", Vectors }, { true, "openai", Vectors }, { false, "cohere", CohereVectors }, { true, "cohere", CohereVectors },
    };

    [Theory]
    [MemberData(nameof(Embedders))]
    public async Task Embedding_client_of_OpenAI_embeds(bool inProcess, string type, string answer)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Json(answer);
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b" } ] }""");
        using var http = new HttpClient(Reach.To(gateway, "openai", inProcess));
        var client = new EmbeddingClient("b/m", new ApiKeyCredential("any"), OptionsOf(gateway, http));

        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["one", "two"]);

        Assert.Equal([[1, 0.5f], [0.25f, -2]], vectors.Select(static vector => vector.ToFloats().ToArray()));
        Assert.Equal(4, vectors.Usage.InputTokenCount);
    }

    [Theory]
    [MemberData(nameof(Reach.Both), MemberType = typeof(Reach))]
    public async Task Client_of_Anthropic_counts_tokens(bool inProcess)
    {
        await using var gateway = await RunningGateway.StartAsync(Echo);
        using var http = new HttpClient(Reach.To(gateway, "anthropic", inProcess));
        var client = new AnthropicClient(new ClientOptions { BaseUrl = gateway.Address.TrimEnd('/'), ApiKey = "any", MaxRetries = 0, HttpClient = http });

        var counted = await client.Messages.CountTokens(new MessageCountTokensParams { Model = "parley/echo", Messages = [new UserMessageParam("Hello there")] });

        Assert.InRange(counted.InputTokens, 2, 30);
    }

    [Theory]
    [MemberData(nameof(Reach.Both), MemberType = typeof(Reach))]
    public async Task Thread_that_waits_is_answered(bool inProcess)
    {
        await using var gateway = await RunningGateway.StartAsync(Echo);
        using var http = new HttpClient(Reach.To(gateway, "openai", inProcess));
        var client = new ChatClient("parley/echo", new ApiKeyCredential("any"), OptionsOf(gateway, http));

        ChatCompletion whole = client.CompleteChat("Hello there");
        var streamed = client.CompleteChatStreaming("Hello there").SelectMany(static update => update.ContentUpdate).Select(static part => part.Text);

        Assert.Equal(("Hello there", "Hello there"), (whole.Content[0].Text, string.Concat(streamed)));
    }

    [Theory]
    [MemberData(nameof(Reach.Both), MemberType = typeof(Reach))]
    public async Task Response_that_was_kept_is_referred_to_read_and_deleted(bool inProcess)
    {
        await using var gateway = await RunningGateway.StartAsync(Echo);
        using var http = new HttpClient(Reach.To(gateway, "openai", inProcess));
        var client = new ResponsesClient(new ApiKeyCredential("any"), new ResponsesClientOptions { Endpoint = new Uri(gateway.Address + "v1"), RetryPolicy = new ClientRetryPolicy(0), Transport = new HttpClientPipelineTransport(http) });

        ResponseResult first = await client.CreateResponseAsync("parley/echo", "Hello");
        ResponseResult second = await client.CreateResponseAsync("parley/echo", "And again", first.Id);
        ResponseResult read = await client.GetResponseAsync(second.Id);
        await client.DeleteResponseAsync(second.Id);
        var gone = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(second.Id));

        Assert.Equal(second.GetOutputText(), read.GetOutputText());
        Assert.Equal(404, gone.Status);
    }

    private static OpenAIClientOptions OptionsOf(RunningGateway gateway, HttpClient http) =>
        new() { Endpoint = new Uri(gateway.Address + "v1"), RetryPolicy = new ClientRetryPolicy(0), Transport = new HttpClientPipelineTransport(http) };
}
