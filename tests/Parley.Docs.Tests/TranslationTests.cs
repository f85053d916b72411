using System.Text;
using System.Text.RegularExpressions;
using Parley.Architecture.Tests;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Docs.Tests.Reading;

namespace Parley.Docs.Tests;

/// <summary>What the page about losses says is what requests that hold nearly everything are told.</summary>
public sealed partial class TranslationTests
{
    private const string OpenAI = """
        {"model":"m","temperature":1.8,"top_k":5,"min_p":0.1,"seed":7,"logit_bias":{"1":1},"logprobs":true,"n":2,"frequency_penalty":0.5,"repetition_penalty":1.2,"user":"u","metadata":{"a":"b"},
        "parallel_tool_calls":false,"store":true,"tool_choice":"required","response_format":{"type":"json_object"},
        "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{}}}}],
        "messages":[{"role":"system","content":"Be brief."},
        {"role":"user","content":[{"type":"text","text":"Look."},{"type":"image_url","image_url":{"url":"https://example.com/a.png","detail":"high"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]},
        {"role":"assistant","content":"Yes."},{"role":"system","content":"Now in French."},{"role":"user","content":"Go on."}]}
        """;

    private const string NoTools = """{"model":"m","tool_choice":"none","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],"messages":[{"role":"user","content":"Hi"}]}""";

    private const string Anthropic = """
        {"model":"m","max_tokens":4000,"top_k":5,"stop_sequences":["a","b","c","d","e"],"thinking":{"type":"enabled","budget_tokens":2000},
        "tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],
        "messages":[{"role":"user","content":[{"type":"text","text":"Look.","cache_control":{"type":"ephemeral"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Notes."}},{"type":"image","source":{"type":"file","file_id":"file_1"}}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":[{"type":"text","text":"No."},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]}]}
        """;

    [Theory]
    [InlineData("Towards OpenAI Chat", DialectNames.OpenAIChat, "gpt-4o")]
    [InlineData("Towards Anthropic", DialectNames.AnthropicMessages, "claude-sonnet-4-5")]
    [InlineData("Towards Gemini", DialectNames.Gemini, "gemini-2.5-flash")]
    [InlineData("Towards Ollama", DialectNames.Ollama, "llama3.2")]
    [InlineData("Towards Cohere", DialectNames.Cohere, "command-a-03-2025")]
    public void Losses_are_recorded_as_the_page_says(string heading, string dialect, string model)
    {
        var entries = new List<ConversionEntry>();
        foreach (var (from, body) in ((string, string)[])[(DialectNames.OpenAIChat, OpenAI), (DialectNames.OpenAIChat, NoTools), (DialectNames.AnthropicMessages, Anthropic)])
        {
            if (from != dialect)
                entries.AddRange(Translate(from, body, dialect, model));
        }
        var rows = Page.Of("docs/concepts/translation-losses.md").Rows(heading).ToList();

        Assert.NotEmpty(rows);
        Rule.Holds(
            $"docs/concepts/translation-losses.md says what is not recorded. Recorded is:\n    {string.Join("\n    ", entries.Select(static entry => $"{entry.Category} {entry.Field}"))}\n  The page says:",
            from row in rows
            from Match name in Code().Matches(row[2])
            let category = row[1].Split(' ', ':')[0]
            where !entries.Exists(entry => entry.Category.ToString().Equals(category, StringComparison.OrdinalIgnoreCase) && Fits(entry.Field, name.Groups["name"].Value))
            select $"{category} {name.Groups["name"].Value}");
    }

    private static IReadOnlyList<ConversionEntry> Translate(string from, string body, string to, string model)
    {
        var request = CodecOf(from).ReadRequest(new WireRequest("", "", WireHeaders.None, Encoding.UTF8.GetBytes(body)));
        var log = new ConversionLog();
        using var output = new PooledBufferWriter(1024);
        CodecOf(to).WriteRequest(request with { Model = model }, WireProfile.Default, log, new WireRequestWriter(output));
        return log.Entries;
    }

    private static IChatCodec CodecOf(string dialect) => KnownDialects.Find(dialect)!.Chat;

    private static bool Fits(string field, string name) => Indices().Replace(field, "[]") == name;

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, 1000)]
    private static partial Regex Indices();
}
