#:project ../src/Parley.Extensions.AI/Parley.Extensions.AI.csproj
// Functions of this program that a model may call. The model is played here; put `openai/gpt-4o-mini` in the place of `model/m`, and AddBackendsFromEnvironment() in that of the backend.
using Microsoft.Extensions.AI;
using Parley;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI;

await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("model", (ChatRequest request, CancellationToken _) => Task.FromResult(Play(request)))));

AIFunction[] tools =
[
    AIFunctionFactory.Create((string city) => city == "Oslo" ? 7 : 21, "temperature", "The temperature of a city in degrees Celsius."),
    AIFunctionFactory.Create((int celsius) => (celsius * 9 / 5) + 32, "fahrenheit", "Degrees Celsius in Fahrenheit."),
];

var run = await parley.RunToolsAsync("model/m", "How warm is it in Oslo, for an American?", tools, new RunToolsOptions
{
    OnStep = step => Console.WriteLine($"{step.Number}: {string.Join(", ", step.Outcomes.Select(one => $"{one.Call.Name}{one.Call.Arguments} = {one.Result ?? one.Error}"))}"),
});
Console.WriteLine(run.Text);

// What a model would say: it asks for the temperature, then for the conversion, then answers.
static ChatReply Play(ChatRequest request) => request.Messages.Count switch
{
    1 => Say(FinishReason.ToolCalls, new ToolCallPart("c1", "temperature", ToolArguments.FromText("""{"city":"Oslo"}"""))),
    3 => Say(FinishReason.ToolCalls, new ToolCallPart("c2", "fahrenheit", ToolArguments.FromText("""{"celsius":7}"""))),
    _ => Say(FinishReason.Stop, new TextPart("It is 44 degrees.")),
};

static ChatReply Say(FinishReason why, Part part) => new() { Choices = [new Choice(0, [part], new Finish(why))] };

/* prints
1: temperature{"city":"Oslo"} = 7
2: fahrenheit{"celsius":7} = 44
It is 44 degrees.
*/
