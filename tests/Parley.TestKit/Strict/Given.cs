using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict;

/// <summary>A value of a request under strict examination, with its place. Every question throws <see cref="RejectionException"/> when the answer is not what the vendor documents.</summary>
/// <param name="Json">The value; null when it is absent.</param>
/// <param name="Place">Where it stands.</param>
public readonly record struct Given(JsonNode? Json, string Place)
{
    /// <summary>False when there is no such member.</summary>
    public bool IsThere => Json is not null;

    /// <summary>A member of an object; absent when there is none.</summary>
    public Given this[string member] => new(Object()[member], $"{Place}.{member}");

    /// <summary>Reads a body; duplicate members are refused.</summary>
    public static Given Parse(string body)
    {
        try
        {
            return new Given(JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }), "$");
        }
        catch (JsonException broken)
        {
            throw new RejectionException("$", broken.Message);
        }
    }

    /// <summary>Refuses the request.</summary>
    public RejectionException Wrong(string why) => new(Place, why);

    /// <summary>Refuses members that are not listed, and nulls except under names that end in a question mark.</summary>
    public Given Only(params ReadOnlySpan<string> members)
    {
        foreach (var (name, value) in Object())
        {
            if (members.Contains(name + "?"))
                continue;
            if (!members.Contains(name))
                throw Wrong($"unknown member \"{name}\"");
            if (value is null)
                throw Wrong($"\"{name}\" is null");
        }
        return this;
    }

    /// <summary>Refuses the request unless a condition holds.</summary>
    public void Demand(bool holds, string why)
    {
        if (!holds)
            throw Wrong(why);
    }

    /// <summary>An object.</summary>
    public JsonObject Object() => Json as JsonObject ?? throw Wrong("must be an object");

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<Given> Items()
    {
        var place = Place;
        var array = Json as JsonArray ?? throw Wrong("must be an array");
        return [.. array.Select((item, index) => new Given(item ?? throw new RejectionException($"{place}[{index}]", "is null"), $"{place}[{index}]"))];
    }

    /// <summary>The items of an array, or none when it is absent.</summary>
    public IReadOnlyList<Given> OptionalItems() => IsThere ? Items() : [];

    /// <summary>A string.</summary>
    public string Text() => Json?.GetValueKind() == JsonValueKind.String ? Json.GetValue<string>() : throw Wrong("must be a string");

    /// <summary>A string, or null when it is absent.</summary>
    public string? OptionalText() => IsThere ? Text() : null;

    /// <summary>One of some words.</summary>
    public string Word(params ReadOnlySpan<string> words)
    {
        var text = Text();
        return words.Contains(text) ? text : throw Wrong($"\"{text}\" is not one of the supported values");
    }

    /// <summary>Whether it is a string.</summary>
    public bool IsText => Json?.GetValueKind() == JsonValueKind.String;

    /// <summary>A boolean; false when it is absent.</summary>
    public bool Flag() => Json?.GetValueKind() switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Wrong("must be a boolean"),
    };

    /// <summary>A number within limits, or null when it is absent.</summary>
    public double? Number(double least, double most)
    {
        if (!IsThere)
            return null;
        if (Json!.GetValueKind() != JsonValueKind.Number)
            throw Wrong("must be a number");
        var number = Json.GetValue<double>();
        return number >= least && number <= most ? number : throw Wrong($"{number} is not between {least} and {most}");
    }

    /// <summary>A whole number, or null when it is absent.</summary>
    public long? Whole(long least)
    {
        if (!IsThere)
            return null;
        return Json!.GetValueKind() == JsonValueKind.Number && Json.AsValue().TryGetValue<long>(out var number) && number >= least
            ? number
            : throw Wrong($"must be a whole number of {least} or more");
    }

    /// <summary>A name within the usual alphabet.</summary>
    public string Name(int longest = 64)
    {
        var name = Text();
        Demand(name.Length is > 0 && name.Length <= longest && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'), $"\"{name}\" is not a valid name");
        return name;
    }

    /// <summary>Base64 without a prefix.</summary>
    public string Base64()
    {
        var text = Text();
        Demand(text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _), "is not base64");
        return text;
    }
}

/// <summary>A request that the vendor would refuse.</summary>
public sealed class RejectionException(string place, string why) : Exception($"{place}: {why}");
