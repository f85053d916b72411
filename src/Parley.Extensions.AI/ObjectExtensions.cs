using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Structure;
using Parley.Extensions.AI.Tools;
using Parley.Pipeline;

namespace Parley.Extensions.AI;

/// <summary>Answers after a type.</summary>
public static class ObjectExtensions
{
    /// <summary>
    /// Asks for an object of a type. Its schema is the target's to follow where it can, and is put in words where it cannot; the answer is taken out of what stands around it, checked against the schema, and asked for once more, with what is wrong, when it does not fit.
    /// </summary>
    /// <typeparam name="T">The type; every member is demanded, those that may be null may be.</typeparam>
    /// <param name="parley">The engine.</param>
    /// <param name="model">The model.</param>
    /// <param name="prompt">What the user says.</param>
    /// <param name="options">What is asked besides; the usual when null.</param>
    /// <param name="cancellationToken">Gives it up, and ends its calls.</param>
    /// <exception cref="InvalidObjectException">What the model wrote does not fit.</exception>
    /// <exception cref="ParleyException">There is no answer.</exception>
    public static Task<GeneratedObject<T>> GenerateObjectAsync<T>(this ParleyClient parley, string model, string prompt, GenerateObjectOptions? options = null, CancellationToken cancellationToken = default) =>
        parley.GenerateObjectAsync<T>(ChatRequest.Of(model, prompt), options, cancellationToken);

    /// <inheritdoc cref="GenerateObjectAsync{T}(ParleyClient, string, string, GenerateObjectOptions, CancellationToken)"/>
    public static Task<GeneratedObject<T>> GenerateObjectAsync<T>(this ParleyClient parley, ChatRequest request, GenerateObjectOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= GenerateObjectOptions.Default;
        return GenerateAsync(parley, request, ObjectForm<T>.Of(options), options, cancellationToken);
    }

    /// <summary>The same by a type's description, which a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> makes without reflection.</summary>
    /// <inheritdoc cref="GenerateObjectAsync{T}(ParleyClient, string, string, GenerateObjectOptions, CancellationToken)"/>
    public static Task<GeneratedObject<T>> GenerateObjectAsync<T>(this ParleyClient parley, ChatRequest request, JsonTypeInfo<T> type, GenerateObjectOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= GenerateObjectOptions.Default;
        return GenerateAsync(parley, request, new ObjectForm<T>(type, options), options, cancellationToken);
    }

    /// <summary>The same as it is written: what is there so far with each piece, and the whole, checked object last. Of an answer longer than 4 KB only when a sixteenth was added since the last step, since each reads it from its beginning.</summary>
    /// <inheritdoc cref="GenerateObjectAsync{T}(ParleyClient, string, string, GenerateObjectOptions, CancellationToken)"/>
    public static IAsyncEnumerable<ObjectUpdate<T>> StreamObjectAsync<T>(this ParleyClient parley, string model, string prompt, GenerateObjectOptions? options = null, CancellationToken cancellationToken = default) =>
        parley.StreamObjectAsync<T>(ChatRequest.Of(model, prompt), options, cancellationToken);

    /// <inheritdoc cref="StreamObjectAsync{T}(ParleyClient, string, string, GenerateObjectOptions, CancellationToken)"/>
    public static IAsyncEnumerable<ObjectUpdate<T>> StreamObjectAsync<T>(this ParleyClient parley, ChatRequest request, GenerateObjectOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= GenerateObjectOptions.Default;
        return StreamAsync(parley, request, ObjectForm<T>.Of(options), options, cancellationToken);
    }

    /// <inheritdoc cref="StreamObjectAsync{T}(ParleyClient, string, string, GenerateObjectOptions, CancellationToken)"/>
    public static IAsyncEnumerable<ObjectUpdate<T>> StreamObjectAsync<T>(this ParleyClient parley, ChatRequest request, JsonTypeInfo<T> type, GenerateObjectOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= GenerateObjectOptions.Default;
        return StreamAsync(parley, request, new ObjectForm<T>(type, options), options, cancellationToken);
    }

    private static async Task<GeneratedObject<T>> GenerateAsync<T>(ParleyClient parley, ChatRequest request, ObjectForm<T> form, GenerateObjectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parley);
        ArgumentNullException.ThrowIfNull(request);
        var asked = form.Asked(request);
        var answer = await parley.AskAsync(asked, Checking(options), cancellationToken).ConfigureAwait(false);
        answer.Require();
        return await FinishAsync(parley, asked, form, options, answer, cancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<ObjectUpdate<T>> StreamAsync<T>(ParleyClient parley, ChatRequest request, ObjectForm<T> form, GenerateObjectOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parley);
        ArgumentNullException.ThrowIfNull(request);
        var asked = form.Asked(request);
        var turn = new StreamedTurn(Checking(options));
        var part = new PartialJson();
        await foreach (var chatEvent in parley.StreamAsync(asked, turn.Ask, cancellationToken).ConfigureAwait(false))
        {
            turn.Add(chatEvent);
            if (chatEvent is not { Kind: ChatEventKind.Text, Choice: 0 })
                continue;
            part.Add(chatEvent.Text.ToString());
            if (part.Next() is { } json && form.ReadPart(json) is { } update)
                yield return update;
        }
        var whole = await FinishAsync(parley, asked, form, options, turn.Answer, cancellationToken).ConfigureAwait(false);
        yield return new ObjectUpdate<T>(whole.Json, whole.Value, whole);
    }

    /// <summary>Reads what was written, and asks once more when it does not fit.</summary>
    private static async Task<GeneratedObject<T>> FinishAsync<T>(ParleyClient parley, ChatRequest asked, ObjectForm<T> form, GenerateObjectOptions options, Answer written, CancellationToken cancellationToken)
    {
        if (form.Read(written.Reply!, out var json, out var value) is not { } misfit)
            return new GeneratedObject<T> { Value = value!, Json = json, Reply = written.Reply!, Usage = written.Usage, Losses = written.Losses };
        if (!options.Repair)
            throw new InvalidObjectException(written, [misfit.Wrong], misfit.Thrown);
        var answer = await parley.AskAsync(ObjectForm<T>.Again(asked, written.Reply!, misfit.Wrong), Checking(options), cancellationToken).ConfigureAwait(false);
        var reply = answer.Require();
        var both = Together(written, answer);
        return form.Read(reply, out json, out value) is { } still
            ? throw new InvalidObjectException(both, [misfit.Wrong, still.Wrong], still.Thrown)
            : new GeneratedObject<T> { Value = value!, Json = json, Reply = reply, Usage = both.Usage, Repaired = misfit.Wrong, Losses = both.Losses };
    }

    private static AskOptions Checking(GenerateObjectOptions options) => (options.Ask ?? AskOptions.None) with { ChecksForm = true };

    /// <summary>The second answer, with what both took and lost.</summary>
    private static Answer Together(Answer first, Answer second) => second with
    {
        Usage = first.Usage.Plus(second.Usage),
        Losses = [.. first.Losses.Union(second.Losses)],
        Attempts = [.. first.Attempts, .. second.Attempts],
    };
}
