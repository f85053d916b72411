using System.Text;
using System.Text.Json;
using Parley.Dialects;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>A tool that a caller offers is written for every provider in a form that the provider takes.</summary>
public static class ToolProof
{
    /// <summary>Whom it is written for.</summary>
    public static IReadOnlyList<(string Dialect, string Model)> Targets { get; } =
    [
        (DialectNames.OpenAIChat, "gpt-4o"), (DialectNames.OpenAIResponses, "gpt-4o"), (DialectNames.AnthropicMessages, "claude-sonnet-4-5"), (DialectNames.Gemini, "gemini-2.5-flash"),
        (DialectNames.Cohere, "command-a-03-2025"), (DialectNames.BedrockConverse, "anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ];

    /// <summary>What is wrong with what is written, with and without <c>strict</c>, each with the dialect before it.</summary>
    public static IEnumerable<string> Breaches(string name, JsonElement schema)
    {
        foreach (var (dialect, model) in Targets)
        {
            foreach (var strict in (bool[])[false, true])
            {
                var written = Write(name, schema, strict, dialect, model);
                foreach (var breach in ToolLimits.Breaches(dialect, written.Body))
                    yield return $"{dialect}{(strict ? ", strict" : "")}: {breach}";
            }
        }
    }

    /// <summary>The request, as a caller of another dialect brings it.</summary>
    private static Written Write(string name, JsonElement schema, bool strict, string dialect, string model)
    {
        var isChat = dialect == DialectNames.OpenAIChat;
        var function = new Dictionary<string, object?> { ["name"] = name, [isChat ? "input_schema" : "parameters"] = schema };
        if (strict)
            function["strict"] = true;
        object tool = isChat ? function : new { type = "function", function };
        var body = JsonSerializer.Serialize(new { model, max_tokens = 100, messages = new[] { new { role = "user", content = "Hi" } }, tools = new[] { tool } });
        var from = KnownDialects.Find(isChat ? DialectNames.AnthropicMessages : DialectNames.OpenAIChat)!.Chat;
        var request = from.ReadRequest(new WireRequest("", "", WireHeaders.None, Encoding.UTF8.GetBytes(body)));
        return CodecProof.WriteRequest(KnownDialects.Find(dialect)!.Chat, request);
    }
}
