using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.InProcess;

/// <summary>The NuGet package Anthropic.</summary>
public sealed class AnthropicDotNet(Transport transport) : DotNetClient(transport)
{
    private const int DefaultMaxTokens = 4096;
    private const int ThinkingBudget = 2048;

    /// <inheritdoc/>
    protected override string Package => "Anthropic (.NET)";

    /// <inheritdoc/>
    protected override string Vendor => "anthropic";

    /// <inheritdoc/>
    protected override Func<string, Told, Task> Open(HttpClient http, string gateway, Ask ask)
    {
        var client = ClientOf(http, gateway);
        var messages = ask.Turns.Select(MessageOf).ToList();
        return async (model, told) =>
        {
            var blocks = ask.Stream ? await StreamAsync(client, ParamsOf(model, messages, ask), ask, told) : await WholeAsync(client, ParamsOf(model, messages, ask), told);
            messages.Add(new AssistantMessageParam(blocks));
            messages.Add(new UserMessageParam(Answered(ask, told).Select(call => (ContentBlockParam)new ToolResultBlockParam(call.Id!) { Content = ask.Results?[call.Name] ?? "" }).ToList()));
        };
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> ListAsync(HttpClient http, string gateway)
    {
        var client = ClientOf(http, gateway);
        var names = new List<string>();
        foreach (var model in (await client.Models.List()).Items)
            names.Add((await client.Models.Retrieve(model.ID)).ID);
        return names;
    }

    /// <inheritdoc/>
    protected override ToldError ErrorOf(Exception raised)
    {
        var failed = raised as AnthropicApiException;
        var code = (raised as AnthropicServiceException)?.Type?.Raw() ?? "";
        return new ToldError(raised.GetType().Name, (int?)failed?.StatusCode, code, raised.Message, null, failed?.RequestID);
    }

    private static AnthropicClient ClientOf(HttpClient http, string gateway) =>
        new(new ClientOptions { BaseUrl = gateway.TrimEnd('/'), ApiKey = "sk-caller", MaxRetries = 0, HttpClient = http });

    private static async Task<List<ContentBlockParam>> WholeAsync(AnthropicClient client, MessageCreateParams parameters, Told told)
    {
        var message = await client.Messages.Create(parameters);
        var blocks = new List<ContentBlockParam>();
        foreach (var block in message.Content)
        {
            if (block.TryPickText(out var text))
                told.Text += text.Text;
            else if (block.TryPickThinking(out var thinking))
                told.Reasoning += thinking.Thinking;
            else if (block.TryPickToolUse(out var use))
                told.Calls.Add(new ToldCall(use.ID, use.Name) { Arguments = JsonSerializer.Serialize(use.Input) });
            blocks.Add(new ContentBlockParam(block.Json));
        }
        told.Finish = message.StopReason?.Raw();
        told.StoppedAt = message.StopSequence;
        var usage = message.Usage;
        told.Usage = UsageOf(usage.InputTokens, usage.CacheReadInputTokens, usage.CacheCreationInputTokens, usage.OutputTokens, usage.OutputTokensDetails);
        return blocks;
    }

    private static async Task<List<ContentBlockParam>> StreamAsync(AnthropicClient client, MessageCreateParams parameters, Ask ask, Told told)
    {
        using var leave = new CancellationTokenSource();
        var fold = new AnthropicFold(told);
        await foreach (var happened in client.Messages.CreateStreaming(parameters, leave.Token))
        {
            fold.Take(happened);
            LeaveIfAsked(ask, told, leave);
        }
        return fold.Blocks;
    }

    /// <summary>Puts the usage of this client into the meaning that all share.</summary>
    internal static ToldUsage UsageOf(long input, long? read, long? written, long output, OutputTokensDetails? details) =>
        new(input + (read ?? 0) + (written ?? 0), read ?? 0, output, details?.ThinkingTokens ?? 0);

    private static MessageParam MessageOf(Said turn)
    {
        if (turn.Role == "assistant")
            return new AssistantMessageParam(turn.Text);
        if (turn.Role == "system")
            return new SystemMessageParam(turn.Text);
        if (turn.ImageData is null && turn.ImageUrl is null)
            return new UserMessageParam(turn.Text);
        ImageBlockParamSource source = turn.ImageUrl is not null
            ? new UrlImageSource(turn.ImageUrl)
            : new Base64ImageSource { Data = turn.ImageData!, MediaType = turn.ImageType! };
        return new UserMessageParam(new List<ContentBlockParam> { new TextBlockParam(turn.Text), new ImageBlockParam(source) });
    }

    private static MessageCreateParams ParamsOf(string model, List<MessageParam> messages, Ask ask)
    {
        var parameters = new MessageCreateParams { Model = model, Messages = messages, MaxTokens = ask.MaxTokens ?? DefaultMaxTokens };
        if (ask.System is not null)
            parameters = parameters with { System = ask.System };
        if (ask.Stop.Count > 0)
            parameters = parameters with { StopSequences = ask.Stop };
        if (Thinks(ask, model))
            parameters = parameters with { Thinking = new ThinkingConfigEnabled(ThinkingBudget) };
        if (ask.Form is { } form)
            parameters = parameters with { OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = MembersOf(form) } } };
        if (ask.Tools.Count > 0)
            parameters = parameters with { Tools = [.. ask.Tools.Select(ToolOf)] };
        if (ask.ToolChoice is not null)
            parameters = parameters with { ToolChoice = ChoiceOf(ask.ToolChoice) };
        return parameters;
    }

    private static ToolUnion ToolOf(AskedTool tool) => new Tool
    {
        Name = tool.Name,
        Description = tool.Description,
        InputSchema = tool.Schema is { } schema ? InputSchema.FromRawUnchecked(MembersOf(schema)) : new InputSchema(),
    };

    private static ToolChoice ChoiceOf(string choice) => choice switch
    {
        "auto" => new ToolChoiceAuto(),
        "none" => new ToolChoiceNone(),
        "required" => new ToolChoiceAny(),
        _ => new ToolChoiceTool(choice["named:".Length..]),
    };

    private static Dictionary<string, JsonElement> MembersOf(JsonElement value) => value.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value);
}
