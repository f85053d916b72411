using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Models;
using OpenAI.Responses;
using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.InProcess;

/// <summary>The client of responses in the NuGet package OpenAI.</summary>
public sealed class OpenAIResponsesDotNet(Transport transport) : DotNetClient(transport)
{
    /// <inheritdoc/>
    protected override string Package => "OpenAI responses (.NET)";

    /// <inheritdoc/>
    protected override string Vendor => "openai";

    /// <inheritdoc/>
    protected override Func<string, Told, Task> Open(HttpClient http, string gateway, Ask ask)
    {
        var client = new ResponsesClient(new ApiKeyCredential("sk-caller"), With(new ResponsesClientOptions { Endpoint = new Uri(gateway + "v1") }, http));
        var items = ask.Turns.Select(ItemOf).ToList();
        return async (model, told) =>
        {
            var options = OptionsOf(ask, model, items);
            items.AddRange(ask.Stream ? await StreamAsync(client, options, ask, told) : await WholeAsync(client, options, told));
            foreach (var call in Answered(ask, told))
                items.Add(ResponseItem.CreateFunctionCallOutputItem(call.Id!, ask.Results?[call.Name] ?? ""));
        };
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> ListAsync(HttpClient http, string gateway)
    {
        var client = new OpenAIModelClient(new ApiKeyCredential("sk-caller"), With(new OpenAIClientOptions { Endpoint = new Uri(gateway + "v1") }, http));
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

    private static T With<T>(T options, HttpClient http) where T : ClientPipelineOptions
    {
        options.RetryPolicy = new ClientRetryPolicy(0);
        options.Transport = new HttpClientPipelineTransport(http);
        return options;
    }

    private static async Task<IEnumerable<ResponseItem>> WholeAsync(ResponsesClient client, CreateResponseOptions options, Told told)
    {
        ResponseResult response = await client.CreateResponseAsync(options);
        told.Text = response.GetOutputText() ?? "";
        told.Reasoning = string.Concat(response.OutputItems.OfType<ReasoningResponseItem>().Select(static item => item.GetSummaryText()));
        told.Calls.AddRange(CallsOf(response));
        Finish(response, told);
        return response.OutputItems;
    }

    private static async Task<IEnumerable<ResponseItem>> StreamAsync(ResponsesClient client, CreateResponseOptions options, Ask ask, Told told)
    {
        using var leave = new CancellationTokenSource();
        options.StreamingEnabled = true;
        var calls = new Dictionary<string, ToldCall>();
        ResponseResult? response = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(options, leave.Token))
        {
            response = Take(update, told, calls) ?? response;
            LeaveIfAsked(ask, told, leave);
        }
        if (response is null)
            throw new InvalidOperationException("The stream ended without a response.");
        // The last event repeats what the pieces said.
        Assert.Equal(told.Text, response.GetOutputText() ?? "");
        Assert.Equal(told.Calls.Select(static call => call.Arguments), CallsOf(response).Select(static call => call.Arguments));
        Finish(response, told);
        told.UsageEvents = response.Usage is null ? 0 : 1;
        return response.OutputItems;
    }

    private static ResponseResult? Take(StreamingResponseUpdate update, Told told, Dictionary<string, ToldCall> calls)
    {
        switch (update)
        {
            case StreamingResponseOutputTextDeltaUpdate { Delta.Length: > 0 } text:
                told.Text += text.Delta;
                told.TextPieces++;
                break;
            case StreamingResponseReasoningSummaryTextDeltaUpdate thought:
                told.Reasoning += thought.Delta;
                break;
            case StreamingResponseOutputItemAddedUpdate { Item: FunctionCallResponseItem call }:
                told.Calls.Add(calls[call.Id] = new ToldCall(call.CallId, call.FunctionName));
                break;
            case StreamingResponseFunctionCallArgumentsDeltaUpdate piece:
                AddPiece(calls[piece.ItemId], piece.Delta.ToString());
                break;
            case StreamingResponseCompletedUpdate completed:
                return completed.Response;
            case StreamingResponseIncompleteUpdate incomplete:
                return incomplete.Response;
            // This client raises nothing for either.
            case StreamingResponseFailedUpdate failed:
                throw new InvalidOperationException(failed.Response.Error.Message);
            case StreamingResponseErrorUpdate error:
                throw new InvalidOperationException(error.Message);
        }
        return null;
    }

    private static IEnumerable<ToldCall> CallsOf(ResponseResult response) =>
        response.OutputItems.OfType<FunctionCallResponseItem>().Select(static call => new ToldCall(call.CallId, call.FunctionName) { Arguments = call.FunctionArguments.ToString() });

    private static void Finish(ResponseResult response, Told told)
    {
        told.Finish = response.Status == ResponseStatus.Completed ? "completed" : response.IncompleteStatusDetails?.Reason?.ToString();
        told.Usage = response.Usage is not { } usage ? null
            : new ToldUsage(usage.InputTokenCount, usage.InputTokenDetails?.CachedTokenCount ?? 0, usage.OutputTokenCount, usage.OutputTokenDetails?.ReasoningTokenCount ?? 0);
    }

    private static ResponseItem ItemOf(Said turn) => turn.Role switch
    {
        "system" => ResponseItem.CreateSystemMessageItem(turn.Text),
        "assistant" => ResponseItem.CreateAssistantMessageItem(turn.Text),
        _ => ResponseItem.CreateUserMessageItem(PartsOf(turn)),
    };

    private static IEnumerable<ResponseContentPart> PartsOf(Said turn)
    {
        yield return ResponseContentPart.CreateInputTextPart(turn.Text);
        if (turn.ImageUrl is not null)
            yield return ResponseContentPart.CreateInputImagePart(new Uri(turn.ImageUrl));
        else if (turn.ImageData is not null)
            yield return ResponseContentPart.CreateInputImagePart(new Uri($"data:{turn.ImageType};base64,{turn.ImageData}"));
    }

    private static CreateResponseOptions OptionsOf(Ask ask, string model, IEnumerable<ResponseItem> items)
    {
        var options = new CreateResponseOptions(model, items)
        {
            Instructions = ask.System,
            MaxOutputTokenCount = ask.MaxTokens,
            Temperature = (float?)ask.Temperature,
            StoredOutputEnabled = false,
        };
        if (Thinks(ask, model))
            options.ReasoningOptions = new ResponseReasoningOptions { ReasoningEffortLevel = ResponseReasoningEffortLevel.Medium, ReasoningSummaryVerbosity = ResponseReasoningSummaryVerbosity.Auto };
        if (ask.Form is { } form)
            options.TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(form.GetRawText()), jsonSchemaIsStrict: true) };
        foreach (var tool in ask.Tools)
            options.Tools.Add(ResponseTool.CreateFunctionTool(tool.Name, BinaryData.FromString(tool.Schema?.GetRawText() ?? """{"type":"object","properties":{}}"""), strictModeEnabled: false, tool.Description));
        options.ToolChoice = ask.ToolChoice switch
        {
            null => null,
            "auto" => ResponseToolChoice.CreateAutoChoice(),
            "none" => ResponseToolChoice.CreateNoneChoice(),
            "required" => ResponseToolChoice.CreateRequiredChoice(),
            var named => ResponseToolChoice.CreateFunctionChoice(named["named:".Length..]),
        };
        return options;
    }
}
