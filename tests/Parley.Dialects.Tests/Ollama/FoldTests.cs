using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

/// <summary>Streams as bytes, cut at every place, against the answer that comes whole.</summary>
public sealed class FoldTests
{
    [Fact]
    public void Chat_folds_into_the_whole_answer_wherever_it_is_cut() => CodecProof.FoldEqualsUnary(Chat,
        """
        {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":"","thinking":"Hm "},"done":false}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":"","thinking":"ok"},"done":false}
          {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":"Gr\u00fc\ud83d"},"done":false}

        {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":"\ude00 ß😀"},"done":false}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"index":0,"name":"f","arguments":{"a":"é"}}},{"function":{"index":1,"name":"g","arguments":{}}}]},"done":false}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":3,"prompt_eval_duration":2,"eval_count":4,"eval_duration":5}

        """,
        """
        {"model":"m","created_at":"2023-11-14T22:13:20Z","up":1,"message":{"role":"assistant","content":"Grü😀 ß😀","thinking":"Hm ok",
        "tool_calls":[{"id":"c1","function":{"index":0,"name":"f","arguments":{"a":"é"}}},{"function":{"index":1,"name":"g","arguments":{}}}]},
        "done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":3,"prompt_eval_duration":2,"eval_count":4,"eval_duration":5}
        """,
        StreamFraming.NewlineDelimitedJson);

    [Fact]
    public void Generate_folds_into_the_whole_answer_wherever_it_is_cut() => CodecProof.FoldEqualsUnary(Generate,
        """
        {"model":"m","created_at":"2023-11-14T22:13:20Z","response":"a","done":false,"logprobs":[{"token":"a","logprob":-1}]}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","response":"b","done":false,"logprobs":[{"token":"b","logprob":-2}]}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","response":"","done":true,"done_reason":"length","context":[1,2],"eval_count":2}
        """,
        """
        {"model":"m","created_at":"2023-11-14T22:13:20Z","response":"ab","done":true,"done_reason":"length","context":[1,2],"eval_count":2,"logprobs":[{"token":"a","logprob":-1},{"token":"b","logprob":-2}]}
        """,
        StreamFraming.NewlineDelimitedJson);

    [Fact]
    public void A_stream_survives_the_way_through_the_other_operation() => CodecProof.StreamSurvives(Chat,
        """
        {"model":"m","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":"hi"},"done":false}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"f","arguments":{"a":1}}}]},"done":false}
        {"model":"m","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":4}

        """,
        StreamFraming.NewlineDelimitedJson, Generate, StreamFraming.NewlineDelimitedJson);

    [Theory]
    [InlineData("""{"model":"m","message":{"content":"half"},"done":false}""")]
    [InlineData("""{"model":"m","message":{"content":"half"},"done":true""")]
    [InlineData("<html>\n")]
    public void A_stream_that_breaks_off_is_a_fault_wherever_it_is_cut(string stream) =>
        Assert.Equal(FaultKind.MalformedReply, StreamFold.EveryCut(Chat, stream, StreamFraming.NewlineDelimitedJson).Fault?.Kind);
}
