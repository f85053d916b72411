using Parley.TestKit;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

/// <summary>Requests that are read and written again come out as they were said.</summary>
public sealed class RequestIdentityTests
{
    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"m","messages":[],"stream":false,"max_tokens":5,"stop_sequences":["x","y"]}""")]
    [InlineData("""{"model":"m","messages":[],"stream":true,"temperature":0.5,"p":0.75,"k":0,"seed":7,"frequency_penalty":0.1,"presence_penalty":1,"logprobs":true}""")]
    [InlineData("""{"model":"m","messages":[],"seed":18446744073709551615}""")]
    [InlineData("""{"model":"m","messages":[],"temperature":5,"p":1,"k":500,"frequency_penalty":1,"seed":-1,"stop_sequences":["1","2","3","4","5","6"]}""")]
    [InlineData("""{"model":"m","messages":[],"safety_mode":"STRICT","priority":3,"citation_options":{"mode":"FAST"},"new_member":{"a":[1]}}""")]
    [InlineData("""{"model":"m","messages":[],"documents":[],"tools":[],"stop_sequences":[]}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"text"}}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"json_object"}}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"json_object","json_schema":{"type":"object"},"x":1}}""")]
    [InlineData("""{"model":"m","messages":[],"thinking":{"type":"enabled","token_budget":500,"x":1}}""")]
    [InlineData("""{"model":"m","messages":[],"thinking":{"type":"disabled"}}""")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":"REQUIRED","strict_tools":true}""")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function","x":1,"function":{"name":"f","description":"","y":2}}],"tool_choice":"NONE","strict_tools":false}""")]
    public void Request_read_and_written_again_is_the_same(string body) => CodecProof.RequestIdentity(Codec, Request(body));

    [Theory]
    [InlineData("""{"role":"system","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"high","x":1},"y":2}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https:\/\/x\/y.png"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"new_kind","value":[1,{"a":2}]}],"z":1}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":""}],"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]}""")]
    [InlineData("""{"role":"assistant","tool_plan":"I will.","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}","x":1},"y":2}]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"a"}]}""")]
    [InlineData("""{"role":"assistant","content":"a","tool_calls":[],"tool_plan":"","citations":[]}""")]
    [InlineData("""{"role":"assistant","content":[],"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"a b"}],"citations":[{"start":0,"end":1,"text":"a","sources":[{"type":"tool","id":"c1:0","tool_output":{"x":"1"}},{"type":"document","id":"d","document":{"url":"u"}}],"type":"TEXT_CONTENT","content_index":0}]}""")]
    [InlineData("""{"role":"tool","tool_call_id":"c1","content":"done"}""")]
    [InlineData("""{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"a"},{"type":"document","document":{"id":"d","data":{"output":"5","n":1}}}]}""")]
    public void Message_read_and_written_again_is_the_same(string message) => CodecProof.RequestIdentity(Codec, Request($$"""{"model":"m","messages":[{{message}}]}"""));

    [Theory]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"tool","tool_call_id":"c1","content":"x"}]""")]
    [InlineData("""[{"role":"system","content":"a"}]""")]
    public void Documents_stay_beside_the_messages(string messages) => CodecProof.RequestIdentity(Codec, Request(
        $$$"""{"model":"m","messages":{{{messages}}},"documents":["plain",{"id":"d1","data":{"title":"T","text":"words"}},{"data":{"snippet":"s","rank":1}}]}"""));
}
