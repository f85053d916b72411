using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.InProcess;

/// <summary>The NuGet package OpenAI.</summary>
public sealed class OpenAIDotNet(Transport transport) : DotNetClient(transport)
{
    /// <inheritdoc/>
    protected override string Package => "OpenAI (.NET)";

    /// <inheritdoc/>
    protected override string Vendor => "openai";

    /// <inheritdoc/>
    protected override Func<string, Told, Task> Open(HttpClient http, string gateway, Ask ask)
    {
        var options = TransportOf(http, gateway);
        var messages = MessagesOf(ask);
        return async (model, told) =>
        {
            var client = new ChatClient(model, new ApiKeyCredential("sk-caller"), options);
            messages.Add(ask.Stream ? await StreamAsync(client, messages, ask, told) : await WholeAsync(client, messages, ask, told));
            foreach (var call in Answered(ask, told))
                messages.Add(new ToolChatMessage(call.Id!, ask.Results?[call.Name] ?? ""));
        };
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> ListAsync(HttpClient http, string gateway)
    {
        var client = new OpenAIModelClient(new ApiKeyCredential("sk-caller"), TransportOf(http, gateway));
        var names = new List<string>();
        foreach (var model in (await client.GetModelsAsync()).Value)
            names.Add((await client.GetModelAsync(model.Id)).Value.Id);
        return names;
    }

    /// <inheritdoc/>
    protected override ToldError ErrorOf(Exception raised)
    {
        var failed = raised as ClientResultException;
        var headers = failed?.GetRawResponse()?.Headers;
        return new ToldError(raised.GetType().Name, failed?.Status, "", raised.Message, Header("retry-after"), Header("x-request-id"));

        string? Header(string name) => headers is not null && headers.TryGetValue(name, out var value) ? value : null;
    }

    private static OpenAIClientOptions TransportOf(HttpClient http, string gateway) => new()
    {
        Endpoint = new Uri(gateway + "v1"),
        RetryPolicy = new ClientRetryPolicy(0),
        Transport = new HttpClientPipelineTransport(http),
    };

    private static async Task<ChatMessage> WholeAsync(ChatClient client, List<ChatMessage> messages, Ask ask, Told told)
    {
        ChatCompletion completion = await client.CompleteChatAsync(messages, OptionsOf(ask, client.Model));
        told.Text = string.Concat(completion.Content.Select(static part => part.Text));
        told.Reasoning = completion.Patch.TryGetValue("$.choices[0].message.reasoning_content"u8, out string? thought) ? thought ?? "" : "";
        told.Calls.AddRange(completion.ToolCalls.Select(static call => new ToldCall(call.Id, call.FunctionName) { Arguments = call.FunctionArguments.ToString() }));
        told.Finish = WordOf(completion.FinishReason);
        told.Usage = UsageOf(completion.Usage);
        return new AssistantChatMessage(completion);
    }

    private static async Task<ChatMessage> StreamAsync(ChatClient client, List<ChatMessage> messages, Ask ask, Told told)
    {
        using var leave = new CancellationTokenSource();
        await foreach (var update in client.CompleteChatStreamingAsync(messages, OptionsOf(ask, client.Model), leave.Token))
        {
            Take(update, told);
            LeaveIfAsked(ask, told, leave);
        }
        var calls = told.Calls.Select(static call => ChatToolCall.CreateFunctionToolCall(call.Id!, call.Name, BinaryData.FromString(call.Arguments))).ToList();
        if (calls.Count == 0)
            return new AssistantChatMessage(told.Text);
        var message = new AssistantChatMessage(calls);
        if (told.Text.Length > 0)
            message.Content.Add(ChatMessageContentPart.CreateTextPart(told.Text));
        return message;
    }

    private static void Take(StreamingChatCompletionUpdate update, Told told)
    {
        foreach (var part in update.ContentUpdate.Where(static part => part.Text.Length > 0))
        {
            told.Text += part.Text;
            told.TextPieces++;
        }
        if (update.Patch.TryGetValue("$.choices[0].delta.reasoning_content"u8, out string? thought))
            told.Reasoning += thought;
        foreach (var part in update.ToolCallUpdates)
        {
            while (told.Calls.Count <= part.Index)
                told.Calls.Add(new ToldCall(part.ToolCallId, part.FunctionName));
            AddPiece(told.Calls[part.Index], part.FunctionArgumentsUpdate?.ToString());
        }
        if (update.FinishReason is { } finish)
            told.Finish = WordOf(finish);
        if (update.Usage is null)
            return;
        told.Usage = UsageOf(update.Usage);
        told.UsageEvents++;
    }

    private static string WordOf(ChatFinishReason finish) => finish switch
    {
        ChatFinishReason.ToolCalls => "tool_calls",
        ChatFinishReason.ContentFilter => "content_filter",
        _ => finish.ToString().ToLowerInvariant(),
    };

    private static ToldUsage UsageOf(ChatTokenUsage usage) => new(
        usage.InputTokenCount,
        usage.InputTokenDetails?.CachedTokenCount ?? 0,
        usage.OutputTokenCount,
        usage.OutputTokenDetails?.ReasoningTokenCount ?? 0);

    private static List<ChatMessage> MessagesOf(Ask ask)
    {
        var messages = new List<ChatMessage>();
        if (ask.System is not null)
            messages.Add(new SystemChatMessage(ask.System));
        foreach (var turn in ask.Turns)
            messages.Add(MessageOf(turn));
        return messages;
    }

    private static ChatMessage MessageOf(Said turn) => turn.Role switch
    {
        "system" => new SystemChatMessage(turn.Text),
        "assistant" => new AssistantChatMessage(turn.Text),
        _ => new UserChatMessage(PartsOf(turn)),
    };

    private static IEnumerable<ChatMessageContentPart> PartsOf(Said turn)
    {
        yield return ChatMessageContentPart.CreateTextPart(turn.Text);
        if (turn.ImageUrl is not null)
            yield return ChatMessageContentPart.CreateImagePart(new Uri(turn.ImageUrl));
        else if (turn.ImageData is not null)
            yield return ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(turn.ImageData)), turn.ImageType);
    }

    private static ChatCompletionOptions OptionsOf(Ask ask, string model)
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = ask.MaxTokens, Temperature = (float?)ask.Temperature };
        foreach (var stop in ask.Stop)
            options.StopSequences.Add(stop);
        if (Thinks(ask, model))
            options.ReasoningEffortLevel = ChatReasoningEffortLevel.Medium;
        if (ask.Form is { } form)
            options.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(form.GetRawText()), jsonSchemaIsStrict: true);
        foreach (var tool in ask.Tools)
            options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, tool.Schema is { } schema ? BinaryData.FromString(schema.GetRawText()) : null));
        options.ToolChoice = ask.ToolChoice switch
        {
            null => null,
            "auto" => ChatToolChoice.CreateAutoChoice(),
            "none" => ChatToolChoice.CreateNoneChoice(),
            "required" => ChatToolChoice.CreateRequiredChoice(),
            var named => ChatToolChoice.CreateFunctionChoice(named["named:".Length..]),
        };
        return options;
    }
}
