using System.Text;

namespace Parley.Benchmarks;

/// <summary>Replies of the size and shape that OpenAI sends.</summary>
internal static class Answers
{
    /// <summary>Text and a tool call: 0.8 KB.</summary>
    public static byte[] Reply() => Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1764000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"The parser drops the last token when the input does not end with a line break.\nI will look at \"src/parser.cs\" first.","tool_calls":[{"id":"call_9pw1qnYScqvGrCH58HWCvFH6","type":"function","function":{"name":"tool_7","arguments":"{\"path\":\"src/parser.cs\",\"limit\":200,\"mode\":\"read\"}"}}],"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":4210,"completion_tokens":61,"total_tokens":4271,"prompt_tokens_details":{"cached_tokens":4096,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}},"service_tier":"default"}""");

    /// <summary>A stream with so many pieces of text, its finish and its usage.</summary>
    public static byte[] Stream(int pieces)
    {
        var text = new StringBuilder();
        Add("""[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]""", "null");
        for (var i = 0; i < pieces; i++)
            Add($$"""[{"index":0,"delta":{"content":" word{{i}}"},"logprobs":null,"finish_reason":null}]""", "null");
        Add("""[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]""", "null");
        Add("[]", """{"prompt_tokens":25,"completion_tokens":50,"total_tokens":75,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}""");
        return Encoding.UTF8.GetBytes(text.Append("data: [DONE]\n\n").ToString());

        void Add(string choices, string usage) => text.Append($$"""
            data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1764000000,"model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_06737a9306","choices":{{choices}},"usage":{{usage}}}


            """);
    }
}
