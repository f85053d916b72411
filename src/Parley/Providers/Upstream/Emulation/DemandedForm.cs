using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The form that an answer must have: JSON after the caller's own schema, or some JSON object. Calls, refusals and answers that were cut are of their own kind and have none.</summary>
internal sealed class DemandedForm : IDisposable
{
    private readonly JsonDocument? _document;
    private readonly SchemaValidator? _schema;

    private DemandedForm(JsonDocument? document)
    {
        _document = document;
        _schema = document is null ? null : new SchemaValidator(document.RootElement);
    }

    /// <summary>The form that a request demands.</summary>
    public static DemandedForm Of(ResponseFormat format) =>
        new(format.Schema is { IsAbsent: false } schema ? JsonDocument.Parse(schema.Utf8, new JsonDocumentOptions { MaxDepth = JsonWire.MaxDepth }) : null);

    public void Dispose() => _document?.Dispose();

    /// <summary>Whether an answer that ended so must have the form.</summary>
    /// <remarks>A backend may say that it stopped for calls, or only paused, and bring none: what it wrote is its answer all the same.</remarks>
    public static bool IsOwed(FinishReason reason) =>
        reason is FinishReason.Stop or FinishReason.StopSequence or FinishReason.ToolCalls or FinishReason.MalformedToolCall or FinishReason.Paused or FinishReason.Unknown or FinishReason.Other;

    /// <summary>What makes the schema one that nothing can be checked against; null when it is sound.</summary>
    public SchemaFlaw? Flaw => _schema?.Flaw;

    /// <summary>Why nobody knows whether an answer has the form: a fault of the schema, not of the model; null while that is known of all.</summary>
    public string? GaveUp => _schema?.GaveUp;

    /// <summary>What is wrong with a text that is to be the JSON and nothing else; null when nothing is.</summary>
    public string? Check(string text)
    {
        if (TryParse(text) is not { } document)
            return "it is not JSON";
        using (document)
            return Check(document.RootElement);
    }

    /// <summary>The answer with the JSON alone as its text.</summary>
    /// <param name="reply">What the model wrote.</param>
    /// <param name="wrong">What does not fit; null when all does.</param>
    /// <param name="answer">The text that does not fit.</param>
    public ChatReply Fit(ChatReply reply, out string? wrong, out string answer)
    {
        wrong = null;
        answer = "";
        var choices = new Choice[reply.Choices.Count];
        for (var i = 0; i < choices.Length; i++)
        {
            choices[i] = Fit(reply.Choices[i], out var odd, out var text);
            if (odd is not null && wrong is null)
                (wrong, answer) = (odd, text);
        }
        return reply with { Choices = choices };
    }

    private Choice Fit(Choice choice, out string? wrong, out string text)
    {
        wrong = null;
        text = string.Concat(choice.Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));
        if (choice.Parts.Any(static part => part is ToolCallPart or RefusalPart) || !IsOwed(choice.Finish.Reason) && !IsCut(choice.Finish.Reason) || Check(text) is null)
            return choice;
        using var found = JsonInText.Find(text, value => Check(value) is null);
        wrong = found is null ? "there is no JSON in it" : Check(found.RootElement);
        if (wrong is null)
            return choice with { Parts = WithText(choice.Parts, Compact(found!.RootElement)) };
        if (IsCut(choice.Finish.Reason))
            wrong = null;
        return choice;
    }

    /// <summary>An answer without an end says so itself; the JSON may be there all the same.</summary>
    private static bool IsCut(FinishReason reason) => reason is FinishReason.Length or FinishReason.ContextWindow;

    private string? Check(JsonElement value) => _schema is not null ? _schema.Check(value) : value.ValueKind == JsonValueKind.Object ? null : "it must be an object";

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(UnpairedSurrogates.Replaced(text), new JsonDocumentOptions { MaxDepth = JsonWire.MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Compact(JsonElement value)
    {
        using var buffer = new PooledBufferWriter(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static List<Part> WithText(IReadOnlyList<Part> parts, string text)
    {
        var fitted = new List<Part>(parts.Count);
        var isTold = false;
        foreach (var part in parts)
        {
            if (part is not TextPart)
                fitted.Add(part);
            else if (!isTold)
                fitted.Add(new TextPart(text));
            isTold |= part is TextPart;
        }
        return fitted;
    }
}
