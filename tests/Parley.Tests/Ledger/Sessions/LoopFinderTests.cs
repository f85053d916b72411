using System.Text;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger.Sessions;

namespace Parley.Tests.Ledger.Sessions;

public sealed class LoopFinderTests
{
    private const string Reminder = """{"type":"text","text":"<system-reminder>Go on.</system-reminder>"}""";

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "," + Reminder, true)]
    [InlineData(Reminder + ",", "", true)]
    [InlineData(Reminder + ",", "," + Reminder, true)]
    [InlineData("", """]},{"role":"assistant","content":"Done."},{"role":"user","content":[{"type":"text","text":"Once more."}""", false)]
    public void What_an_agent_adds_to_the_result_of_a_tool_is_no_word_of_the_user(string before, string behind, bool isCircle)
    {
        var turns = Enumerable.Range(1, 3).Select(turn =>
            $$"""{"role":"assistant","content":[{"type":"tool_use","id":"t{{turn}}","name":"read","input":{"path":"a"} }]},{"role":"user","content":[{{before}}{"type":"tool_result","tool_use_id":"t{{turn}}","content":"no"}{{behind}}]}""");
        var body = $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Go"},{{string.Join(',', turns)}}]}""";
        var chat = KnownDialects.Find(DialectNames.AnthropicMessages)!.Chat;

        var asked = (ChatRequest)chat.ReadRequest(new WireRequest("/v1/messages", "", WireHeaders.None, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(isCircle ? ["read"] : null, LoopFinder.Find(asked.Messages, 3));
    }
}
