using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>What OpenAI would refuse is refused, with the place as OpenAI writes it.</summary>
public sealed class RequestRefusalTests
{
    [Theory]
    [InlineData("""{"content":"x"}""", "input[0].type")]
    [InlineData("""{"type":5,"content":"x"}""", "input[0].type")]
    [InlineData("5", "input[0]")]
    [InlineData("""{"type":"message","content":"x"}""", "input[0].role")]
    [InlineData("""{"role":"user"}""", "input[0].content")]
    [InlineData("""{"role":"user","content":null}""", "input[0].content")]
    [InlineData("""{"role":"user","content":{"type":"input_text","text":"x"}}""", "input[0].content")]
    [InlineData("""{"role":"user","content":["x"]}""", "input[0].content[0]")]
    [InlineData("""{"role":"user","content":[{"type":"input_text","text":"x"},{"text":"x"}]}""", "input[0].content[1].type")]
    [InlineData("""{"role":"user","content":[{"type":"input_text","text":"x"},{"type":"image_url","image_url":{"url":"x"}}]}""", "input[0].content[1].type")]
    [InlineData("""{"role":"user","content":[{"type":"input_text"}]}""", "input[0].content[0].text")]
    [InlineData("""{"role":"user","content":[{"type":"input_image"}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"role":"user","content":[{"type":"input_image","image_url":{"url":"x"}}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"role":"user","content":[{"type":"input_file"}]}""", "input[0].content[0].file_data")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav"}}]}""", "input[0].content[0].input_audio.data")]
    [InlineData("""{"role":"assistant","content":[{"type":"refusal"}]}""", "input[0].content[0].refusal")]
    [InlineData("""{"type":"function_call","name":"f","arguments":"{}"}""", "input[0].call_id")]
    [InlineData("""{"type":"function_call","call_id":"c","arguments":"{}"}""", "input[0].name")]
    [InlineData("""{"type":"function_call","call_id":"c","name":"f"}""", "input[0].arguments")]
    [InlineData("""{"type":"function_call","call_id":"c","name":"f","arguments":5}""", "input[0].arguments")]
    [InlineData("""{"type":"custom_tool_call","call_id":"c","name":"f"}""", "input[0].input")]
    [InlineData("""{"type":"function_call_output","output":"x"}""", "input[0].call_id")]
    [InlineData("""{"type":"function_call_output","call_id":"c"}""", "input[0].output")]
    [InlineData("""{"type":"function_call_output","call_id":"c","output":5}""", "input[0].output")]
    public void Item_that_lacks_something_names_the_place(string item, string place)
    {
        Assert.Equal(place, PlaceOf($$"""{"model":"m","input":[{{item}}]}"""));
    }

    [Theory]
    [InlineData("\"tools\":{}", "tools")]
    [InlineData("\"tools\":[5]", "tools[0]")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0].name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":5}]", "tools[0].name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":\"{}\"}]", "tools[0].parameters")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":\"yes\"}]", "tools[0].strict")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"custom\"}]", "tools[1].name")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"name\":\"f\",\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\"}}]", "tools[0].format.definition")]
    [InlineData("\"tools\":[{\"type\":\"namespace\",\"tools\":[]}]", "tools[0].name")]
    [InlineData("\"tools\":[{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"function\"}]}]", "tools[0].tools[0].name")]
    [InlineData("\"tool_choice\":\"any\"", "tool_choice")]
    [InlineData("\"tool_choice\":{\"name\":\"f\"}", "tool_choice.type")]
    [InlineData("\"tool_choice\":{\"type\":\"function\"}", "tool_choice.name")]
    [InlineData("\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\"}", "tool_choice.tools")]
    [InlineData("\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[]}", "tool_choice.tools")]
    [InlineData("\"tool_choice\":{\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"mode\":\"zz\",\"type\":\"allowed_tools\"}", "tool_choice.mode")]
    [InlineData("\"temperature\":\"x\"", "temperature")]
    [InlineData("\"top_p\":[1]", "top_p")]
    [InlineData("\"top_logprobs\":1.5", "top_logprobs")]
    [InlineData("\"include\":\"x\"", "include")]
    [InlineData("\"include\":[5]", "include[0]")]
    [InlineData("\"metadata\":\"x\"", "metadata")]
    [InlineData("\"store\":\"true\"", "store")]
    [InlineData("\"instructions\":5", "instructions")]
    [InlineData("\"reasoning\":\"high\"", "reasoning")]
    [InlineData("\"reasoning\":{\"effort\":1}", "reasoning.effort")]
    [InlineData("\"text\":{\"verbosity\":1}", "text.verbosity")]
    [InlineData("\"text\":{\"format\":{}}", "text.format.type")]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}", "text.format.name")]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}", "text.format.schema")]
    [InlineData("\"parallel_tool_calls\":1", "parallel_tool_calls")]
    public void Member_of_the_wrong_form_names_the_place(string member, string place) => Assert.Equal(place, PlaceOf($$"""{"model":"m","input":"Hi",{{member}}}"""));

    [Theory]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"model":"m","input":null}""")]
    [InlineData("""{"model":"m","input":[]}""")]
    [InlineData("""{"model":"m","input":[ ],"instructions":"Be brief."}""")]
    [InlineData("""{"model":"m","previous_response_id":null}""")]
    public void Request_that_says_nothing_is_refused_before_it_is_routed(string body) =>
        Assert.Equal("input", Assert.Throws<WireFormatException>(() => Responses.Codec.Peek(Responses.Request(body))).Place);

    [Theory]
    [InlineData("""{"model":"m","prompt":{"id":"pmpt_1"}}""")]
    [InlineData("""{"model":"m","input":[],"previous_response_id":"resp_1"}""")]
    [InlineData("""{"model":"m","input":null,"conversation":"conv_1"}""")]
    public void What_stands_for_the_input_is_enough(string body)
    {
        Assert.Equal("m", Responses.Codec.Peek(Responses.Request(body)).Model);
        Assert.Empty(Responses.Read(body).Messages);
    }

    private static string PlaceOf(string body) => Assert.Throws<WireFormatException>(() => Responses.Read(body)).Place;
}
