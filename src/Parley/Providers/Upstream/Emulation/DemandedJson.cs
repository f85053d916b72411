using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// JSON from a backend that was only asked for it in words: what it writes is looked through for the JSON, which is checked against the schema; when it does not fit, the model is told what is wrong and asked once more.
/// What does not fit then is a fault: a caller who demanded JSON never gets prose.
/// </summary>
internal static class DemandedJson
{
    private const int MostCalls = 2;

    /// <summary>Whether JSON was demanded and the backend cannot be held to it.</summary>
    public static bool IsAsked(ModelRequest? asked, Attempt attempt)
    {
        if (asked is not ChatRequest { ResponseFormat.Kind: ResponseFormatKind.JsonObject or ResponseFormatKind.JsonSchema } || attempt.Sink is FoldingSink)
            return false;
        foreach (var entry in attempt.Log.Entries)
        {
            if (entry is { Category: ConversionCategory.Emulated or ConversionCategory.Dropped, Field: "response_format" })
                return true;
        }
        return false;
    }

    /// <summary>Makes the calls.</summary>
    public static async ValueTask<AttemptOutcome> SendAsync(HttpUpstream upstream, Attempt attempt, Lane lane, ChatRequest asked)
    {
        using var schema = asked.ResponseFormat!.Schema is { IsAbsent: false } said ? JsonDocument.Parse(said.Utf8, new JsonDocumentOptions { MaxDepth = JsonWire.MaxDepth }) : null;
        var form = new DemandedForm(schema is null ? null : new SchemaValidator(schema.RootElement));
        var question = asked;
        string? wrong = null;
        for (var call = 1; call <= MostCalls; call++)
        {
            var sink = new FoldingSink(attempt);
            var outcome = await upstream.CallAsync(new Attempt(attempt.Number, attempt.Target, attempt.Request, sink, attempt.Deadlines), lane, question).ConfigureAwait(false);
            attempt.Usage = attempt.Usage.Plus(outcome.Usage);
            if (outcome.Fault is not null)
                return attempt.Outcome(outcome.Fault);
            // The answer may be long and the schema involved: others wait for the thread that brought it.
            await Task.Yield();
            var reply = form.Fit(sink.Build(), out wrong, out var answer);
            if (wrong is null)
            {
                await FoldingSink.DeliverAsync(attempt, sink.Head!, reply with { Usage = attempt.Usage }).ConfigureAwait(false);
                return attempt.Outcome(null);
            }
            if (call == 1)
                attempt.Log.Emulated("response_format", "an answer that does not fit", "a second question");
            question = Again(asked, answer, wrong);
        }
        return attempt.Outcome(new Fault(FaultKind.MalformedReply, $"The model did not answer in the JSON that was demanded: {wrong}.")
        {
            Source = FaultSource.Provider,
            Code = "json_schema_violation",
            Backend = attempt.Target.Backend.Id,
        });
    }

    private static ChatRequest Again(ChatRequest asked, string answer, string wrong) => asked with
    {
        Messages =
        [
            .. asked.Messages,
            new Message(Role.Assistant, [new TextPart(answer.Length == 0 ? "(nothing)" : answer) { IsBare = true }]),
            new Message(Role.User, [new TextPart($"That is not the JSON that was asked for: {wrong}. Answer again with the JSON alone, without any word around it.") { IsBare = true }]),
        ],
    };

    /// <summary>The form that an answer must have.</summary>
    private sealed class DemandedForm(SchemaValidator? schema)
    {
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

        /// <summary>Calls and refusals are answers of their own kind, and one that was cut says so by its ending.</summary>
        private Choice Fit(Choice choice, out string? wrong, out string text)
        {
            wrong = null;
            text = string.Concat(choice.Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));
            if (choice.Parts.Any(static part => part is ToolCallPart or RefusalPart) || choice.Finish.Reason is FinishReason.Refusal or FinishReason.ContentFilter)
                return choice;
            using var found = JsonInText.Find(text, value => Check(value) is null);
            wrong = found is null ? "there is no JSON in it" : Check(found.RootElement);
            if (choice.Finish.Reason is FinishReason.Length or FinishReason.ContextWindow && wrong is not null)
                wrong = null;
            else if (wrong is null)
                return choice with { Parts = WithText(choice.Parts, Compact(found!.RootElement, text)) };
            return choice;
        }

        private string? Check(JsonElement value) => schema is not null ? schema.Check(value) : value.ValueKind == JsonValueKind.Object ? null : "it must be an object";

        /// <summary>The JSON: as it was written where that was JSON and nothing else.</summary>
        private static string Compact(JsonElement value, string text)
        {
            var trimmed = text.Trim();
            if (value.GetRawText() == trimmed && IsStrict(trimmed))
                return trimmed;
            using var buffer = new PooledBufferWriter(256);
            using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
                value.WriteTo(writer);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }

        private static bool IsStrict(string text)
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            try
            {
                reader.Read();
                return reader.TrySkip() && !reader.Read();
            }
            catch (JsonException)
            {
                return false;
            }
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
}
