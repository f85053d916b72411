using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Tests;

/// <summary>Every content arrives as it is said, or is told as lost.</summary>
public sealed class ChatContentTests
{
    private static readonly byte[] Png = [137, 80, 78, 71];

    [Fact]
    public async Task Media_arrive_as_data_addresses_and_files()
    {
        var (asked, losses) = await TellAsync(new ChatMessage(ChatRole.User,
        [
            new TextContent("Look"),
            new DataContent(Png, "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
            new UriContent("https://example.com/a.png", "image/*"),
            new DataContent(Png, "audio/wav"),
            new DataContent(Png, "application/pdf") { Name = "a.pdf" },
            new UriContent(new Uri("data:image/gif;base64,iVBORw=="), "image/gif"),
            new HostedFileContent("file_1") { MediaType = "application/pdf", Name = "b.pdf" },
        ])
        { AuthorName = "Ann" });

        var parts = Assert.Single(asked.Messages).Parts;
        Assert.Equal("Ann", asked.Messages[0].Name);
        Assert.Equal([MediaKind.Image, MediaKind.Image, MediaKind.Audio, MediaKind.Document, MediaKind.Image, MediaKind.Document], parts.OfType<MediaPart>().Select(static part => part.Kind));
        var image = (MediaPart)parts[1];
        Assert.Equal(("image/png", "low", "iVBORw=="), (image.MediaType, image.Detail, ((MediaSource.Base64)image.Source).Data.ToString()));
        Assert.Equal(("https://example.com/a.png", null), (((MediaSource.Url)((MediaPart)parts[2]).Source).Address, ((MediaPart)parts[2]).MediaType));
        Assert.Equal("a.pdf", ((MediaPart)parts[4]).Name);
        Assert.Equal("iVBORw==", ((MediaSource.Base64)((MediaPart)parts[5]).Source).Data.ToString());
        Assert.Equal(new MediaSource.FileId(DialectNames.OpenAIResponses, "file_1"), ((MediaPart)parts[6]).Source);
        Assert.Empty(losses);
    }

    [Fact]
    public async Task Calls_and_results_arrive_whatever_the_function_gave()
    {
        var (asked, losses) = await TellAsync(
            new ChatMessage(ChatRole.User, "Weather?"),
            new ChatMessage(ChatRole.Assistant,
            [
                new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo", ["days"] = 2, ["more"] = JsonElement.Parse("""{"a":[1]}""") }),
                new FunctionCallContent("c2", "weather"), new FunctionCallContent("c3", "weather"), new FunctionCallContent("c4", "weather"), new FunctionCallContent("c5", "weather"),
            ]),
            new ChatMessage(ChatRole.Tool,
            [
                new FunctionResultContent("c1", "sunny"),
                new FunctionResultContent("c2", JsonElement.Parse("""{"t":7}""")),
                new FunctionResultContent("c3", new List<AIContent> { new TextContent("see"), new DataContent(Png, "image/png") }),
                new FunctionResultContent("c4", null) { Exception = new InvalidOperationException("No such city.\n   at Weather()") },
                new FunctionResultContent("c5", new Dictionary<string, int> { ["a"] = 1 }),
            ]));

        Assert.Equal("""{"city":"Oslo","days":2,"more":{"a":[1]}}""", ((ToolCallPart)asked.Messages[1].Parts[0]).Arguments.ToString());
        var results = asked.Messages[2].Parts.Cast<ToolResultPart>().ToList();
        Assert.Equal(Role.Tool, asked.Messages[2].Role);
        Assert.Equal(["sunny", """{"t":7}""", "see", "Error: No such city.", """{"a":1}"""], results.Select(static result => ((TextPart)result.Content[0]).Text.ToString()));
        Assert.IsType<MediaPart>(results[2].Content[1]);
        Assert.Equal([null, null, null, true, null], results.Select(static result => result.IsError));
        Assert.Empty(losses);
    }

    [Fact]
    public async Task Results_beside_other_contents_become_messages_of_their_own_in_order()
    {
        var (asked, _) = await TellAsync(
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "f")]),
            new ChatMessage(ChatRole.User, [new TextContent("before"), new FunctionResultContent("c1", "r"), new TextContent("after")]));

        Assert.Equal([Role.Assistant, Role.User, Role.Tool, Role.User], asked.Messages.Select(static message => message.Role));
    }

    [Fact]
    public async Task Thoughts_keep_their_secrets_and_foreign_secrets_are_told_as_lost()
    {
        var own = ProtectedParts.Of(new ReasoningPart("x") { Signature = new PartSignature(DialectNames.AnthropicMessages, "sig") });
        var (asked, losses) = await TellAsync(new ChatMessage(ChatRole.User, "a"), new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("mine") { ProtectedData = own }, new TextReasoningContent("theirs") { ProtectedData = "gAAAA" }, new TextContent("b")]));

        var thoughts = asked.Messages[1].Parts.OfType<ReasoningPart>().ToList();
        Assert.Equal(("mine", "sig"), (thoughts[0].Text.ToString(), thoughts[0].Signature!.Value.Value.ToString()));
        Assert.Equal(("theirs", null), (thoughts[1].Text.ToString(), thoughts[1].Signature));
        Assert.Equal("messages[1].contents[1].ProtectedData", Assert.Single(losses).Field);
    }

    public static TheoryData<AIContent, string> Unsayable => new()
    {
        { new ErrorContent("It broke.") { ErrorCode = "500" }, "messages[0].contents[1]" },
        { new HostedVectorStoreContent("vs"), "messages[0].contents[1]" },
        { new CodeInterpreterToolCallContent("c"), "messages[0].contents[1]" },
        { new WebSearchToolResultContent("c"), "messages[0].contents[1]" },
        { new ToolApprovalRequestContent("r", new FunctionCallContent("c", "f")), "messages[0].contents[1]" },
        { new AIContent(), "messages[0].contents[1]" },
        { new TextContent("x") { AdditionalProperties = new() { ["own"] = 1 } }, "messages[0].contents[1].AdditionalProperties[own]" },
    };

    [Theory]
    [MemberData(nameof(Unsayable), DisableDiscoveryEnumeration = true)]
    public async Task What_has_no_place_is_told_as_lost(AIContent content, string place)
    {
        var (_, losses) = await TellAsync(new ChatMessage(ChatRole.User, [new TextContent("Hi"), content]));

        Assert.Equal((place, ConversionCategory.Dropped), (Assert.Single(losses).Field, losses[0].Category));
    }

    [Fact]
    public async Task Roles_and_usage_arrive_or_are_told()
    {
        var (asked, losses) = await TellAsync(new ChatMessage(new ChatRole("developer"), "d"), new ChatMessage(new ChatRole("narrator"), [new TextContent("n"), new UsageContent(new())]));

        Assert.Equal([Role.Developer, Role.User], asked.Messages.Select(static message => message.Role));
        Assert.Equal(("messages[1].Role", "narrator", "user"), (Assert.Single(losses).Field, losses[0].OldValue, losses[0].NewValue));
    }

    [Fact]
    public async Task Refusals_citations_and_cache_marks_arrive()
    {
        var cited = new TextContent("Oslo") { Annotations = [new CitationAnnotation { Url = new Uri("https://example.com/"), Title = "T", Snippet = "s", AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = 0, EndIndex = 4 }] }] };
        var (asked, losses) = await TellAsync(
            new ChatMessage(ChatRole.User, [new TextContent("q") { AdditionalProperties = new() { ["cache_control"] = "1h" } }]),
            new ChatMessage(ChatRole.Assistant, [cited, new ErrorContent("No.") { ErrorCode = "Refusal" }]));

        Assert.Equal(new CacheHint("1h"), asked.Messages[0].Parts[0].Cache);
        var citation = Assert.Single(((TextPart)asked.Messages[1].Parts[0]).Citations);
        Assert.Equal(("https://example.com/", "T", "s", 0, 4), (citation.Url, citation.Title, citation.CitedText.ToString(), citation.StartIndex, citation.EndIndex));
        Assert.Equal("No.", ((RefusalPart)asked.Messages[1].Parts[1]).Text.ToString());
        Assert.Empty(losses);
    }

    private static async Task<(ChatRequest Asked, IReadOnlyList<ConversionEntry> Losses)> TellAsync(params ChatMessage[] messages)
    {
        var played = new Played("x");
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");
        var response = await client.GetResponseAsync(messages);
        return (played.Last, response.LossesOf());
    }
}
