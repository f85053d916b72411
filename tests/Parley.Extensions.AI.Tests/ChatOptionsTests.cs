using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Chat;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Tests;

/// <summary>Every option arrives as it is said, or is told as lost.</summary>
public sealed class ChatOptionsTests
{
    [Fact]
    public async Task Every_option_with_a_place_in_a_request_arrives_there()
    {
        var options = new ChatOptions
        {
            ModelId = "played/other",
            Instructions = "Be brief.",
            Temperature = 0.7f,
            TopP = 0.9f,
            TopK = 40,
            FrequencyPenalty = -0.5f,
            PresencePenalty = 1.1f,
            Seed = 42,
            MaxOutputTokens = 99,
            StopSequences = ["END", "\n\n"],
            AllowMultipleToolCalls = false,
            Reasoning = new() { Effort = ReasoningEffort.ExtraHigh, Output = ReasoningOutput.Summary },
        };

        var (asked, losses) = await AskAsync(options);

        Assert.Equal("other", asked.Model);
        Assert.Equal((Role.System, "Be brief."), (asked.Messages[0].Role, TextOf(asked.Messages[0])));
        Assert.Equal(new Sampling { Temperature = 0.7, TopP = 0.9, TopK = 40, FrequencyPenalty = -0.5, PresencePenalty = 1.1, Seed = 42 }, asked.Sampling);
        Assert.Equal(99, asked.MaxTokens);
        Assert.Equal(["END", "\n\n"], asked.StopSequences.Select(static text => text.ToString()));
        Assert.False(asked.ParallelToolCalls);
        Assert.Equal(("xhigh", true), (asked.Reasoning!.Effort, asked.Reasoning.IncludeThoughts));
        Assert.Empty(losses);
    }

    [Theory]
    [InlineData("auto", ToolChoiceMode.Auto)]
    [InlineData("none", ToolChoiceMode.None)]
    [InlineData("required", ToolChoiceMode.Required)]
    [InlineData("add", ToolChoiceMode.Named)]
    public async Task Tools_and_their_mode_arrive(string mode, ToolChoiceMode expected)
    {
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.Create(static (int a, int b) => a + b, "add", "Adds."), AIFunctionFactory.CreateDeclaration("look", "Looks.", JsonElement.Parse("""{"type":"object"}"""))],
            ToolMode = mode switch { "auto" => ChatToolMode.Auto, "none" => ChatToolMode.None, "required" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific(mode) },
        };

        var (asked, losses) = await AskAsync(options);

        Assert.Equal(["add", "look"], asked.Tools.Select(static tool => tool.Name));
        Assert.Equal("Adds.", asked.Tools[0].Description.ToString());
        Assert.Contains("\"a\":{\"type\":\"integer\"}", asked.Tools[0].Schema.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected, asked.ToolChoice!.Mode);
        Assert.Equal(expected == ToolChoiceMode.Named ? ["add"] : [], asked.ToolChoice.Names);
        Assert.Empty(losses);
    }

    [Fact]
    public async Task Form_of_the_answer_arrives()
    {
        Assert.Equal(ResponseFormatKind.Text, (await AskAsync(new() { ResponseFormat = ChatResponseFormat.Text })).Asked.ResponseFormat!.Kind);
        Assert.Equal(ResponseFormatKind.JsonObject, (await AskAsync(new() { ResponseFormat = ChatResponseFormat.Json }, "{}")).Asked.ResponseFormat!.Kind);

        var schema = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object"}"""), "thing", "A thing.");
        var format = (await AskAsync(new() { ResponseFormat = schema, AdditionalProperties = new() { ["strict"] = true } }, "{}")).Asked.ResponseFormat!;

        Assert.Equal((ResponseFormatKind.JsonSchema, "thing", "A thing.", true), (format.Kind, format.Name, format.Description.ToString(), format.Strict));
        Assert.Equal("""{"type":"object"}""", format.Schema.ToString());
    }

    [Fact]
    public async Task Members_without_an_option_go_by_their_names_and_unknown_ones_are_told()
    {
        var (asked, losses) = await AskAsync(new()
        {
            AdditionalProperties = new()
            {
                ["user"] = "u1", ["service_tier"] = "flex", ["store"] = false, ["min_p"] = 0.1f, ["reasoning_budget"] = 2048, ["metadata"] = JsonElement.Parse("""{"a":"b"}"""), ["logprobs"] = true, ["top_logprobs"] = 3,
                ["frobnicate"] = 7,
            },
        });

        Assert.Equal(("u1", "flex", false, 2048), (asked.User, asked.ServiceTier, asked.Store, asked.Reasoning!.BudgetTokens));
        Assert.Equal((0.1, true, 3), (asked.Sampling.MinP, asked.Sampling.Logprobs, asked.Sampling.TopLogprobs));
        Assert.Equal("""{"a":"b"}""", asked.Metadata.ToString());
        Assert.Equal("options.AdditionalProperties[frobnicate]", Assert.Single(losses).Field);
    }

    [Fact]
    public async Task State_that_Parley_does_not_keep_is_told_as_lost()
    {
        var (_, losses) = await AskAsync(new() { ConversationId = "conv_1", AllowBackgroundResponses = true });

        Assert.Equal(["options.ConversationId", "options.AllowBackgroundResponses"], losses.Select(static loss => loss.Field));
    }

    [Fact]
    public async Task Losses_are_refused_where_they_are_forbidden()
    {
        var played = new Played("x");
        await using var parley = played.Client();
        using var client = parley.AsChatClient(ask: new AskOptions { RejectLoss = true });

        var thrown = await Assert.ThrowsAsync<InvalidRequestException>(() => client.GetResponseAsync("Hi", new ChatOptions { ConversationId = "c" }));

        Assert.Equal("options.ConversationId", thrown.Param);
        Assert.Empty(played.Asked);
    }

    [Fact]
    public async Task Own_request_comes_first_and_options_fill_in()
    {
        var (asked, losses) = await AskAsync(new()
        {
            Temperature = 0.2f,
            MaxOutputTokens = 5,
            RawRepresentationFactory = static _ => new ChatRequest { Model = "", Messages = [Message.System("First.")], MaxTokens = 7, Extras = ExtrasOf("num_ctx") },
        });

        Assert.Equal((7, 0.2), (asked.MaxTokens, asked.Sampling.Temperature));
        Assert.Equal(["First.", "Hi"], asked.Messages.Select(TextOf));
        Assert.Equal("num_ctx", asked.Extras!.Members[0].Key);
        Assert.Empty(losses);
    }

    [Fact]
    public async Task Hosted_search_is_declared_for_every_provider_that_has_one()
    {
        var log = new ConversionLog();
        var specs = ToolSpecs.Of([], [new HostedWebSearchTool(), new HostedCodeInterpreterTool(), new HostedFileSearchTool { Inputs = [new HostedVectorStoreContent("vs_1")], MaximumResultCount = 3 }, new HostedMcpServerTool("docs", "https://mcp.example.com/") { AllowedTools = ["a"], ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire }], log);

        Assert.Equal(
            [
                """{"type":"web_search"}""",
                """{"type":"code_interpreter","container":{"type":"auto"}}""",
                """{"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":3}""",
                """{"type":"mcp","server_label":"docs","server_url":"https://mcp.example.com/","allowed_tools":["a"],"require_approval":"never"}""",
            ],
            specs.Select(static spec => spec.Native.ToString()));
        Assert.All(specs, static spec => Assert.Equal(DialectNames.OpenAIResponses, spec.Dialect));
        Assert.Empty(log.Entries);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Hosted_tool_that_no_backend_can_run_is_refused()
    {
        await using var parley = new Played("x").Client();
        using var client = parley.AsChatClient();

        var thrown = await Assert.ThrowsAnyAsync<ParleyException>(() => client.GetResponseAsync("Hi", new ChatOptions { Tools = [new HostedCodeInterpreterTool()] }));

        Assert.Equal("unsupported_feature", thrown.Code);
    }

    private static async Task<(ChatRequest Asked, IReadOnlyList<ConversionEntry> Losses)> AskAsync(ChatOptions options, string answer = "x")
    {
        var played = new Played(answer);
        await using var parley = played.Client();
        using var client = parley.AsChatClient("played/m");
        var response = await client.GetResponseAsync("Hi", options);
        return (played.Last, response.LossesOf());
    }

    private static Extras ExtrasOf(string name)
    {
        var extras = new Extras(DialectNames.Ollama);
        extras.Add(name, Dialects.Wire.RawJson.Parse("1"));
        return extras;
    }

    private static string TextOf(Message message) => ((TextPart)message.Parts[0]).Text.ToString();
}
