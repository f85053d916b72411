using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>
/// Reads <c>usage</c>. What the model read and wrote is in <c>tokens</c>, cached prompt and thoughts within; <c>billed_units</c> leave Cohere's own instructions out and count only where nothing better is said.
/// </summary>
internal struct UsageReader
{
    private long? _input;
    private long? _output;
    private long? _reasoning;
    private long? _images;
    private long? _cached;
    private long? _billedInput;
    private long? _billedOutput;
    private long? _searches;

    /// <summary>Reads the object, for the books and for callers of this dialect.</summary>
    public static Usage Read(RawJson value)
    {
        var usage = ReadCounts(value);
        if (value.Kind != JsonValueKind.Object)
            return usage;
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Spelling.Usage, value);
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var member))
        {
            if (!name.SequenceEqual("tokens"u8) && !name.SequenceEqual("cached_tokens"u8))
                extras.Add(Encoding.UTF8.GetString(name), member);
        }
        return usage with { Extras = extras };
    }

    /// <summary>Reads only the numbers.</summary>
    public static Usage ReadCounts(RawJson value)
    {
        var usage = new UsageReader();
        if (value.Kind != JsonValueKind.Object)
            return Usage.Unknown;
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var member))
        {
            if (name.SequenceEqual("tokens"u8))
                usage.ReadTokens(member);
            else if (name.SequenceEqual("billed_units"u8))
                usage.ReadBilled(member);
            else if (name.SequenceEqual("cached_tokens"u8))
                usage._cached = Count(member);
        }
        return usage.Build();
    }

    private void ReadTokens(RawJson tokens)
    {
        if (tokens.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(tokens.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("input_tokens"u8))
                _input = Count(value);
            else if (name.SequenceEqual("output_tokens"u8))
                _output = Count(value);
            else if (name.SequenceEqual("reasoning_tokens"u8))
                _reasoning = Count(value);
            else if (name.SequenceEqual("image_tokens"u8))
                _images = Count(value);
        }
    }

    private void ReadBilled(RawJson billed)
    {
        if (billed.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(billed.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("input_tokens"u8))
                _billedInput = Count(value);
            else if (name.SequenceEqual("output_tokens"u8))
                _billedOutput = Count(value);
            else if (name.SequenceEqual("search_units"u8))
                _searches = Count(value);
        }
    }

    private readonly Usage Build()
    {
        var input = (_input ?? _billedInput) ?? 0;
        var output = (_output ?? _billedOutput) ?? 0;
        var cached = Math.Min(_cached ?? 0, input);
        // More images than prompt: newer models count them beside it.
        var images = _images > input ? _images.Value : Math.Min(_images ?? 0, input - cached);
        var uncached = _images > input ? input - cached : input - cached - images;
        var reasoning = Math.Min(_reasoning ?? 0, output);
        return new Usage
        {
            Input = Said(_input ?? _billedInput, uncached),
            CacheRead = Said(_cached, cached),
            ImageInput = Said(_images, images),
            Output = Said(_output ?? _billedOutput, output - reasoning),
            Reasoning = Said(_reasoning, reasoning),
            Searches = _searches ?? 0,
        };
    }

    private static TokenCount Said(long? said, long tokens) => said is null ? default : TokenCount.Exact(tokens);

    /// <summary>The SDKs declare the counts as floating-point numbers.</summary>
    private static long? Count(RawJson value)
    {
        var reader = value.CreateReader();
        return value.Kind == JsonValueKind.Number && reader.Read() && reader.TryGetDouble(out var number) && number >= 0 ? (long)Math.Min(number, TokenCount.Most) : null;
    }
}
