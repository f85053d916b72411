using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Tests.Pipeline.Caching;
using Parley.Tokens.Prompts;

namespace Parley.Tests.Pipeline.Content;

/// <summary>How much of a conversation is sent.</summary>
public sealed class HistoryTests
{
    private static readonly Message[] Conversation =
    [
        Say(Role.System, "s"), Say(Role.User, "u1"), Say(Role.User, "u1b"), Say(Role.Assistant, "a1"),
        Say(Role.User, "u2"), new(Role.Assistant, [new ToolCallPart("c", "f", ToolArguments.FromText("{}"))]), new(Role.Tool, [new ToolResultPart("c", [new TextPart("r")])]), new(Role.User, [new TextPart("u2b")]) { Continues = true }, Say(Role.Assistant, "a2"),
        Say(Role.Developer, "d"), Say(Role.User, "u3"),
    ];

    [Theory]
    [InlineData(1, "s d u3", "messages[1..8]")]
    [InlineData(2, "s u2 call result u2b a2 d u3", "messages[1..3]")]
    [InlineData(3, "s u1 u1b a1 u2 call result u2b a2 d u3", null)]
    [InlineData(9, "s u1 u1b a1 u2 call result u2b a2 d u3", null)]
    public async Task Last_turns_are_sent_as_wholes_with_all_instructions(int most, string expected, string? lost)
    {
        var (sent, answer) = await AskAsync($"\"max_turns\": {most}", Conversation);

        Assert.Equal(expected, sent);
        Assert.Equal(lost, answer.Losses.SingleOrDefault()?.Field);
    }

    [Fact]
    public async Task Budget_of_tokens_leaves_out_the_oldest_turns()
    {
        var all = (int)PromptTokens.Count(new ChatRequest { Model = "m", Messages = Conversation }).Tokens;

        Assert.StartsWith("s u1", (await AskAsync($"\"max_tokens\": {all}", Conversation)).Sent, StringComparison.Ordinal);
        Assert.StartsWith("s u2", (await AskAsync($"\"max_tokens\": {all - 1}", Conversation)).Sent, StringComparison.Ordinal);
        Assert.Equal("s d u3", (await AskAsync("\"max_tokens\": 1", Conversation)).Sent);
    }

    [Fact]
    public async Task Last_turn_is_sent_however_long_it_is() => Assert.Equal("u", (await AskAsync("\"max_tokens\": 1, \"max_turns\": 1", [Say(Role.User, "u")])).Sent);

    private static Message Say(Role role, string text) => new(role, [new TextPart(text)]);

    private static async Task<(string Sent, Answer Answer)> AskAsync(string history, Message[] messages)
    {
        ChatRequest? sent = null;
        var backend = new DelegateBackend("code", (request, _) =>
        {
            sent = request;
            return Task.FromResult(CountedBackend.Say("x"));
        });
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [backend] }.Load([new SourceText("parley.json", $$"""{ "history": { {{history}} } }""")]).Require();
        using var gateway = new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance);
        var answer = await gateway.AskAsync(new ChatRequest { Model = "code/m", Messages = messages });
        answer.Require();
        return (string.Join(' ', sent!.Messages.Select(static message => message.Parts[0] switch { ToolCallPart => "call", ToolResultPart => "result", var part => ((TextPart)part).Text.ToString() })), answer);
    }
}
