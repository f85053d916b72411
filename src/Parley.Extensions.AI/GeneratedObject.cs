using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Extensions.AI;

/// <summary>What is asked of an object besides its request.</summary>
public sealed record GenerateObjectOptions
{
    /// <summary>The usual.</summary>
    public static GenerateObjectOptions Default { get; } = new();

    /// <summary>The name of the schema, which some providers show to the model; the type's name when null.</summary>
    public string? Name { get; init; }

    /// <summary>What the object is for, for the model; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>How the object is read, and its schema made; the usual of Microsoft.Extensions.AI when null (names in camel case). Options without a <see cref="JsonSerializerOptions.TypeInfoResolver"/> use reflection, and are to be left as they are from then on. Of no effect where a type's description is given.</summary>
    public JsonSerializerOptions? SerializerOptions { get; init; }

    /// <summary>Whether an answer that does not fit is asked for once more, with what is wrong.</summary>
    public bool Repair { get; init; } = true;

    /// <summary>What each request asks besides; nothing when null.</summary>
    public AskOptions? Ask { get; init; }
}

/// <summary>An object that a model wrote, and that fits its schema.</summary>
/// <typeparam name="T">Its type.</typeparam>
public sealed record GeneratedObject<T>
{
    /// <summary>The object.</summary>
    public required T Value { get; init; }

    /// <summary>The same as the model wrote it.</summary>
    public required JsonElement Json { get; init; }

    /// <summary>The whole answer.</summary>
    public required ChatReply Reply { get; init; }

    /// <summary>What was used, with the answer that did not fit where there was one.</summary>
    public required Usage Usage { get; init; }

    /// <summary>What was wrong with the first answer; null when it did fit.</summary>
    public string? Repaired { get; init; }

    /// <summary>What was lost or made up for on the way.</summary>
    public IReadOnlyList<ConversionEntry> Losses { get; init; } = [];
}

/// <summary>One step of an object that is written.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Json">What is there so far, with all that is open closed.</param>
/// <param name="Value">The same as the type, as far as it can be read; null or default while it cannot.</param>
/// <param name="Result">The whole object, checked; null before the last step.</param>
public sealed record ObjectUpdate<T>(JsonElement Json, T? Value, GeneratedObject<T>? Result)
{
    /// <summary>True for the last step, whose value is checked.</summary>
    public bool IsFinal => Result is not null;
}

/// <summary>The model did not write an object that fits, though it was told what was wrong. The inner exception is what the type's own code threw when the last answer was read; null where it was not that. The request is the last that was asked; the attempts are those of all.</summary>
public sealed class InvalidObjectException : ParleyException
{
    internal InvalidObjectException(Answer last, IReadOnlyList<string> errors, Exception? thrown)
        : base(new Fault(FaultKind.MalformedReply, $"The model did not answer in the JSON that was demanded: {errors[^1]}.") { Code = "json_schema_violation", Source = FaultSource.Provider, RequestId = last.RequestId, Thrown = thrown })
    {
        (Text, Errors, Usage) = (last.Reply!.Text, errors, last.Usage);
        Attempts = last.Attempts;
    }

    /// <summary>What it wrote last.</summary>
    public string Text { get; }

    /// <summary>What was wrong with each answer, in order.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>What all answers used.</summary>
    public Usage Usage { get; }
}
