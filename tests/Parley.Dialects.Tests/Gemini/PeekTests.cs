using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Gemini;

public sealed class PeekTests
{
    [Theory]
    [InlineData("/v1beta/models/gemini-2.5-flash:generateContent", "gemini-2.5-flash", false)]
    [InlineData("/v1/models/gemini-2.5-flash:streamGenerateContent", "gemini-2.5-flash", true)]
    [InlineData("/v1beta/models/groq/llama:8b:generateContent", "groq/llama:8b", false)]
    [InlineData("/v1beta/openrouter/google/gemma:streamGenerateContent", "openrouter/google/gemma", true)]
    [InlineData("/v1beta/models/google%2Fgemma%2f3:generateContent", "google/gemma/3", false)]
    [InlineData("/gemini/v1beta/google/gemma:generateContent", "google/gemma", false)]
    [InlineData("/v1beta/tunedModels/mine:generateContent", "tunedModels/mine", false)]
    [InlineData("/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent", "gemini-2.5-pro", false)]
    public void Model_and_stream_are_in_the_path(string path, string model, bool stream)
    {
        var head = GeminiWire.Codec.Peek(GeminiWire.Request("""{"contents":[]}""", path));
        Assert.Equal((model, stream), (head.Model, head.Stream));
        Assert.Equal(model, GeminiWire.Codec.ReadRequest(GeminiWire.Request("""{"contents":[]}""", path)).Model);
    }

    [Theory]
    [InlineData("alt=sse", StreamFraming.ServerSentEvents, false)]
    [InlineData("key=secret&alt=SSE", StreamFraming.ServerSentEvents, false)]
    [InlineData("", StreamFraming.JsonArray, false)]
    [InlineData("$alt=json;enum-encoding=int", StreamFraming.JsonArray, true)]
    [InlineData("%24alt=json%3Benum-encoding%3Dint", StreamFraming.JsonArray, true)]
    public void Query_says_the_framing_and_the_enumerations(string query, StreamFraming framing, bool numbers)
    {
        var options = GeminiWire.Codec.Peek(GeminiWire.Request("""{"contents":[]}""", GeminiWire.StreamPath, query)).StreamOptions;
        Assert.Equal((framing, numbers), (options.Framing, options.EnumsAsNumbers));
    }

    [Theory]
    [InlineData("""{"contents":[],"tools":[{"googleSearch":{}}]}""", RequestNeeds.Tools)]
    [InlineData("""{"contents":[],"tools":[]}""", RequestNeeds.None)]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"x"}}]}]}""", RequestNeeds.Vision)]
    [InlineData("""{"contents":[{"parts":[{"text":"say \"image/png\""}]}]}""", RequestNeeds.None)]
    [InlineData("""{"contents":[{"parts":[{"file_data":{"mime_type":"audio/wav","file_uri":"x"}}]}]}""", RequestNeeds.Audio)]
    [InlineData("""{"contents":[{"parts":[{"inlineData":{"mimeType":"application/pdf","data":"x"}}]}]}""", RequestNeeds.Documents)]
    [InlineData("""{"contents":[],"generation_config":{"response_schema":{}}}""", RequestNeeds.JsonSchema)]
    [InlineData("""{"contents":[],"generationConfig":{"thinkingConfig":{"thinkingBudget":5}}}""", RequestNeeds.Reasoning)]
    [InlineData("""{"contents":[],"generationConfig":{"thinkingConfig":{"thinkingBudget":0}}}""", RequestNeeds.None)]
    public void Needs_are_found(string body, RequestNeeds needs) => Assert.Equal(needs, GeminiWire.Codec.Peek(GeminiWire.Request(body)).Needs);

    [Theory]
    [InlineData("""{"contents":[],"contents":[]}""", "contents")]
    [InlineData("""{"contents":[],"\u0063ontents":[]}""", "contents")]
    [InlineData("""{"generationConfig":{},"generation_config":{}}""", "generationConfig")]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":5}""", "model")]
    [InlineData("""{"generationConfig":[]}""", "generationConfig")]
    [InlineData("""{}""", "contents")]
    [InlineData("""{"contents":null}""", "contents")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":5,"maxOutputTokens":6}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":"5"}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":1e99}}""", "generationConfig.maxOutputTokens")]
    public void Duplicates_wrong_types_and_missing_contents_are_named(string body, string place) =>
        Assert.Equal(place, Assert.Throws<WireFormatException>(() => GeminiWire.Codec.Peek(GeminiWire.Request(body))).Place);

    [Fact]
    public void Estimate_grows_with_text_and_not_with_the_bytes_of_media()
    {
        var text = GeminiWire.Codec.Peek(GeminiWire.Request($$$"""{"contents":[{"parts":[{"text":"{{{new string('a', 4000)}}}"}]}]}"""));
        var media = GeminiWire.Codec.Peek(GeminiWire.Request($$$"""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"{{{new string('a', 400_000)}}}"}}]}]}"""));
        Assert.InRange(text.EstimatedInputTokens, 1000, 1020);
        Assert.InRange(media.EstimatedInputTokens, 1000, 1030);
        Assert.Equal(9, GeminiWire.Codec.Peek(GeminiWire.Request("""{"contents":[],"generationConfig":{"maxOutputTokens":9.0}}""")).MaxTokens);
    }

    [Fact]
    public void Retarget_changes_the_path_and_keeps_the_body()
    {
        const string Body = """{ "contents" : [ ] , "unknown":1.50 }""";
        Assert.Equal(("models/gemini-2.5-pro:streamGenerateContent?alt=sse", Body), Retargeted(Body, GeminiWire.StreamPath, "key=secret&alt=sse", "gemini-2.5-pro"));
        Assert.Equal(("models/gemini-2.5-pro:streamGenerateContent", Body), Retargeted(Body, GeminiWire.StreamPath, "key=secret", "gemini-2.5-pro"));
        Assert.Equal(("models/a/b%20c:generateContent?$alt=json%3Benum-encoding=int", Body), Retargeted(Body, GeminiWire.Path, "$alt=json;enum-encoding=int", "a/b c"));
    }

    [Fact]
    public void Retarget_replaces_a_model_that_the_body_names_too() =>
        Assert.Equal(("tunedModels/x:generateContent", """{"contents":[],"model": "models/new\"","b":2}"""), (Retargeted("""{"contents":[],"model": "models/old","b":2}""", GeminiWire.Path, "", "tunedModels/x").Path,
            Retargeted("""{"contents":[],"model": "models/old","b":2}""", GeminiWire.Path, "", "new\"").Body));

    private static (string Path, string Body) Retargeted(string body, string path, string query, string model)
    {
        var request = GeminiWire.Request(body, path, query);
        var buffer = new ArrayBufferWriter<byte>();
        var output = new WireRequestWriter(buffer);
        GeminiWire.Codec.Retarget(request, GeminiWire.Codec.Peek(request), new Retarget(model, AskUsage: true), output);
        return (output.Path, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
