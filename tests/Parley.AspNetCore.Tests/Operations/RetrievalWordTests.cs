using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Vectors and orders of documents from providers that have other words for them than OpenAI and Cohere: Voyage, Jina, NVIDIA, Mistral.</summary>
public sealed class RetrievalWordTests
{
    private const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"model":"m","usage":{"total_tokens":3}}""";

    [Theory]
    [InlineData("v1/rerank", """{"model":"b/m","query":"q","documents":["one",{"text":"two"}],"top_n":1,"return_documents":true}""", "results", "exact")]
    [InlineData("v1/rerank", """{"model":"b/m","query":"q","documents":["one","two"],"top_k":1,"return_documents":true}""", "data", "exact")]
    [InlineData("v2/rerank", """{"model":"b/m","query":"q","documents":["one","two"],"top_n":1,"return_documents":true}""", "results", "lossy")]
    public async Task Voyage_is_asked_for_top_k_and_answers_in_the_words_of_who_asks(string path, string asked, string list, string conversion)
    {
        await using var behind = await Behind.StartAsync("voyage");
        behind.Upstream.Then(Script.Json("""{"object":"list","data":[{"relevance_score":0.5,"index":1,"document":"two"}],"model":"rerank-2.5","usage":{"total_tokens":6}}"""));

        var (status, body, said) = await behind.AskAsync(path, asked);

        Assert.Equal(200, status);
        var sent = behind.Upstream.Received[0].Json.AsObject();
        Assert.Equal("""["one","two"]""", sent["documents"]!.ToJsonString());
        Assert.Equal(1, sent["top_k"]!.GetValue<int>());
        Assert.False(sent.ContainsKey("top_n"));
        Assert.Equal(1, JsonNode.Parse(body)![list]![0]!["index"]!.GetValue<int>());
        Assert.StartsWith(conversion, said, StringComparison.Ordinal);
        Assert.Equal(6, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Fact]
    public async Task Document_that_is_more_than_a_text_loses_the_rest_on_its_way_to_Voyage()
    {
        await using var behind = await Behind.StartAsync("voyage");
        behind.Upstream.Then(Script.Json("""{"data":[{"relevance_score":0.5,"index":0}],"usage":{"total_tokens":6}}"""));

        var (_, _, said) = await behind.AskAsync("v1/rerank", """{"model":"b/m","query":"q","documents":[{"text":"one","title":"t"}]}""");

        Assert.Equal("""["one"]""", behind.Upstream.Received[0].Json["documents"]!.ToJsonString());
        Assert.StartsWith("lossy", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("voyage", """{"dimensions":512,"encoding_format":"float","input_type":"search_query"}""", """{"output_dimension":512,"input_type":"query"}""")]
    [InlineData("voyage", """{"output_dimension":512,"input_type":"document","truncation":false,"output_dtype":"int8"}""", """{"output_dimension":512,"output_dtype":"int8","input_type":"document","truncation":false}""")]
    [InlineData("voyage", """{"output_dimension":null,"task":"retrieval.passage"}""", """{"input_type":"document","output_dimension":null}""")]
    [InlineData("voyage", """{"input_type":null}""", """{"input_type":null}""")]
    [InlineData("mistral", """{"dimensions":512,"encoding_format":"base64"}""", """{"output_dimension":512,"encoding_format":"base64"}""")]
    [InlineData("mistral", """{"output_dimension":512,"output_dtype":"ubinary"}""", """{"output_dimension":512,"output_dtype":"ubinary"}""")]
    [InlineData("jina", """{"dimensions":512,"input_type":"document","late_chunking":true}""", """{"dimensions":512,"task":"retrieval.passage","late_chunking":true}""")]
    [InlineData("jina", """{"task":"nl2code.query"}""", """{"task":"nl2code.query"}""")]
    [InlineData("nvidia", """{"input_type":"document","truncate":"END"}""", """{"input_type":"passage","truncate":"END"}""")]
    [InlineData("nvidia", """{"input_type":"query"}""", """{"input_type":"query"}""")]
    [InlineData("openai", """{"dimensions":512,"input_type":"query"}""", """{"dimensions":512,"input_type":"query"}""")]
    public async Task Vectors_are_asked_for_in_the_words_of_the_provider(string type, string asked, string sent)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(Vectors));

        var (status, body, said) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["a"],""" + asked[1..]);

        Assert.Equal((200, "exact"), (status, said.Split(';', ',')[0]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"model":"m","input":["a"],""" + sent[1..]), behind.Upstream.Received[0].Json), behind.Upstream.Received[0].Body);
        Assert.Single(JsonNode.Parse(body)!["data"]!.AsArray());
    }

    [Theory]
    [InlineData("voyage", "RETRIEVAL_DOCUMENT", """{"input_type":"document"}""", false)]
    [InlineData("voyage", "CLUSTERING", "{}", true)]
    [InlineData("jina", "CLUSTERING", """{"task":"separation"}""", false)]
    [InlineData("jina", "SEMANTIC_SIMILARITY", """{"task":"text-matching"}""", false)]
    [InlineData("nvidia", "QUESTION_ANSWERING", """{"input_type":"query"}""", true)]
    [InlineData("openai", "RETRIEVAL_QUERY", "{}", true)]
    public async Task Purpose_of_a_Gemini_client_reaches_providers_that_have_a_word_for_it(string type, string purpose, string sent, bool isLossy)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(Vectors));

        var (status, _, said) = await behind.AskAsync("v1beta/models/b/m:embedContent", $$"""{"content":{"parts":[{"text":"a"}]},"taskType":"{{purpose}}"}""");

        Assert.Equal(200, status);
        var body = behind.Upstream.Received[0].Json.AsObject();
        body.Remove("model");
        body.Remove("input");
        body.Remove("encoding_format");
        Assert.Equal(sent, body.ToJsonString());
        Assert.Equal(isLossy, said.StartsWith("lossy", StringComparison.Ordinal));
    }
}
