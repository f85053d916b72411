using System.Text;

namespace Parley.Benchmarks;

/// <summary>Requests of the size and shape that clients send.</summary>
internal static class Bodies
{
    private const string Rules = """
        You must inspect the repository before you change code, prefer small diffs, run the tests, and \"explain\" every decision in plain words.\n- never guess\n- cite files as path:line\n
        """;

    /// <summary>The request of a name: <c>small</c> or <c>agent</c>.</summary>
    public static byte[] Of(string name) => name switch
    {
        "small" => Small(),
        "agent" => Agent(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>A question of a chat window: 0.3 KB.</summary>
    private static byte[] Small() => Encoding.UTF8.GetBytes(
        """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"What is a reverse proxy? Answer in one paragraph."}],"temperature":0.7,"max_tokens":512,"stream":true,"stream_options":{"include_usage":true}}""");

    /// <summary>A turn of a coding agent with a long system prompt and thirty tools: 20 KB.</summary>
    private static byte[] Agent() => Encoding.UTF8.GetBytes($$"""
        {"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"system","content":"{{Prompt(6500)}}"},{"role":"user","content":"Fix the failing test in src/parser.cs"},{"role":"assistant","content":"I will look at the parser and its tests first."},{"role":"user","content":"{{Prompt(900)}}"}],"tools":[{{string.Join(',', Enumerable.Range(0, 30).Select(Tool))}}],"temperature":0.2,"max_tokens":4096}
        """);

    private static string Prompt(int length) => string.Concat(Enumerable.Repeat(Rules, length / Rules.Length));

    private static string Tool(int number) => $$$$"""
        {"type":"function","function":{"name":"tool_{{{{number}}}}","description":"Tool number {{{{number}}}}: performs a file system operation and returns a short textual report.","parameters":{"type":"object","properties":{"path":{"type":"string","description":"Absolute path of the file to operate on, number {{{{number}}}}"},"limit":{"type":"integer","minimum":1,"maximum":2000},"mode":{"type":"string","enum":["read","write","append"]}},"required":["path"],"additionalProperties":false}}}
        """;
}
