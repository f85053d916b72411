namespace Parley.AspNetCore.Tests.Operations;

/// <summary>One short answer as Anthropic sends it, whole and streamed.</summary>
internal static class ClaudeAnswers
{
    public const string Reply =
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Paris."}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}""";

    public const string Stream = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":5,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Paris."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}

        event: message_stop
        data: {"type":"message_stop"}


        """;
}
