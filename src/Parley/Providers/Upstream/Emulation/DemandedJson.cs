using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>
/// JSON that the caller demanded is checked against the caller's own schema wherever Parley put the demand into other words: a sentence for a backend that only writes text, or another dialect, whose schemas say less;
/// and wherever the backend may pass over the demand, as local servers do.
/// When an answer does not fit, the model is told what is wrong and asked once more. What does not fit then is a fault: a caller who demanded JSON never gets prose.
/// </summary>
/// <remarks>A stream of a backend that holds its model to JSON is passed on as it comes, and ends in the fault; one that was asked in words is held back until it is known to fit.</remarks>
internal static class DemandedJson
{
    private const int MostCalls = 2;

    /// <summary>Whether JSON was demanded and nobody but Parley answers for it: not where the caller's own words reached a backend that holds to them, not where the caller waived it (<c>strict: false</c>) and the backend takes schemas, and not where the host checks itself.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="attempt">The attempt, with the record of the request in its log.</param>
    /// <param name="dialect">The dialect of the backend.</param>
    public static bool IsAsked(ModelRequest? asked, Attempt attempt, string dialect) =>
        asked is ChatRequest { ResponseFormat: { Kind: ResponseFormatKind.JsonObject or ResponseFormatKind.JsonSchema } format } chat
        && !attempt.Request.ChecksForm
        && attempt.Sink is not (FoldingSink { IsHeldForChoice: false } or FormWatch)
        && (IsInWords(attempt.Log) || format.Strict != false && (chat.Dialect != dialect || format.Kind == ResponseFormatKind.JsonSchema && !attempt.Target.Backend.Profile.HoldsToSchema));

    /// <summary>Makes the calls.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="call">Makes one call, as an attempt of its own.</param>
    public static async ValueTask<AttemptOutcome> SendAsync(Attempt attempt, ChatRequest asked, Func<Attempt, ChatRequest, ValueTask<AttemptOutcome>> call)
    {
        using var form = DemandedForm.Of(asked.ResponseFormat!);
        if (form.Flaw is { } flaw)
            return attempt.Outcome(SchemaFaults.Flawed(attempt, asked.ResponseFormat!, flaw));
        return attempt.Request.Head.Stream && !IsInWords(attempt.Log)
            ? await WatchAsync(attempt, form, sink => call(Inner(attempt, sink), asked)).ConfigureAwait(false)
            : await HoldAsync(attempt, form, asked, call).ConfigureAwait(false);
    }

    private static bool IsInWords(ConversionLog log)
    {
        foreach (var entry in log.Entries)
        {
            if (entry is { Category: ConversionCategory.Emulated or ConversionCategory.Dropped, Field: "response_format" })
                return true;
        }
        return false;
    }

    private static Attempt Inner(Attempt attempt, ReplySink sink) => attempt.Part(attempt.Request, sink);

    private static async ValueTask<AttemptOutcome> WatchAsync(Attempt attempt, DemandedForm form, Func<FormWatch, ValueTask<AttemptOutcome>> call)
    {
        var watch = new FormWatch(attempt, form);
        var outcome = await call(watch).ConfigureAwait(false);
        (attempt.Usage, attempt.Finish) = (outcome.Usage, outcome.Finish);
        attempt.Log.AddAll(outcome.Log!);
        return attempt.Outcome(outcome.Fault ?? (watch.Wrong is { } wrong ? Unfit(attempt, form, wrong) : null));
    }

    private static async ValueTask<AttemptOutcome> HoldAsync(Attempt attempt, DemandedForm form, ChatRequest asked, Func<Attempt, ChatRequest, ValueTask<AttemptOutcome>> call)
    {
        var question = asked;
        string? wrong = null;
        for (var count = 1; count <= MostCalls; count++)
        {
            var sink = new FoldingSink(attempt);
            var outcome = await call(Inner(attempt, sink), question).ConfigureAwait(false);
            attempt.Usage = attempt.Usage.Plus(outcome.Usage);
            attempt.Log.AddAll(outcome.Log!);
            if (outcome.Fault is not null)
                return attempt.Outcome(outcome.Fault);
            // The answer may be long and the schema involved: others wait for the thread that brought it.
            await Task.Yield();
            var written = sink.Build();
            var reply = form.Fit(written, out wrong, out var answer);
            if (wrong is null)
            {
                if (!reply.Choices.SequenceEqual(written.Choices, ReferenceEqualityComparer.Instance))
                    attempt.Log.Emulated("response_format", "what stood around the JSON or was wrong in it", "the JSON alone");
                await FoldingSink.DeliverAsync(attempt, sink.Head!, reply with { Usage = attempt.Usage }).ConfigureAwait(false);
                return attempt.Outcome(null);
            }
            if (form.GaveUp is not null)
                break;
            if (count == 1)
                attempt.Log.Emulated("response_format", "an answer that does not fit", "a second question");
            question = Again(asked, answer, wrong);
        }
        return attempt.Outcome(Unfit(attempt, form, wrong!));
    }

    private static Fault Unfit(Attempt attempt, DemandedForm form, string wrong) => form.GaveUp is { } reason ? SchemaFaults.Involved(attempt, reason) : Violation(attempt, wrong);

    private static Fault Violation(Attempt attempt, string wrong) => new(FaultKind.MalformedReply, $"The model did not answer in the JSON that was demanded: {wrong}.")
    {
        Source = FaultSource.Provider,
        Code = "json_schema_violation",
        Backend = attempt.Target.Backend.Id,
    };

    private static ChatRequest Again(ChatRequest asked, string answer, string wrong) => asked with
    {
        Messages =
        [
            .. asked.Messages,
            new Message(Role.Assistant, [new TextPart(answer.Length == 0 ? "(nothing)" : answer) { IsBare = true }]),
            new Message(Role.User, [new TextPart($"That is not the JSON that was asked for: {wrong}. Answer again with the JSON alone, without any word around it.") { IsBare = true }]),
        ],
    };
}
