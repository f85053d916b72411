using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// Further models of a request: OpenRouter's <c>models</c>, a list of names, and LiteLLM's <c>fallbacks</c>, a list of names or of groups with a <c>model</c>. They are asked in this order when the model of the request cannot answer.
/// No dialect has members of these names itself. Filled while the head of a request is read.
/// </summary>
/// <remarks>Source: "Model Fallbacks" (OpenRouter), "Reliability" (LiteLLM).</remarks>
internal struct FurtherModels
{
    /// <summary>The most that a request may name.</summary>
    private const int Most = 32;

    private ImmutableArray<string> _names;
    private ImmutableArray<string> _members;

    /// <summary>The members that name them.</summary>
    public readonly ImmutableArray<string> Members => _members.IsDefault ? [] : _members;

    private readonly ImmutableArray<string> Names => _names.IsDefault ? [] : _names;

    /// <summary>Takes a member of the request; false when it is neither of the two.</summary>
    /// <exception cref="WireFormatException">It is no list of names.</exception>
    public bool TryRead(ReadOnlySpan<byte> name, RawJson value)
    {
        if (!name.SequenceEqual("models"u8) && !name.SequenceEqual("fallbacks"u8))
            return false;
        var member = Encoding.UTF8.GetString(name);
        if (Members.Contains(member))
            throw new WireFormatException(member, $"The member {member} occurs twice.");
        _names = Read(Names, member, value);
        _members = Members.Add(member);
        return true;
    }

    /// <summary>The model that is asked for: without one of its own a request asks the first of the further ones.</summary>
    public readonly string First(string? own) => own is { Length: > 0 } ? own : Names is [var first, ..] ? first : "";

    /// <summary>Those behind <see cref="First"/>.</summary>
    public readonly ImmutableArray<string> Others(string? own) => own is { Length: > 0 } || Names.IsEmpty ? Names : Names.RemoveAt(0);

    private static ImmutableArray<string> Read(ImmutableArray<string> before, string member, RawJson value)
    {
        if (value.Kind == JsonValueKind.Null)
            return before;
        if (value.Kind != JsonValueKind.Array)
            throw new WireFormatException(member, $"{member} must be an array.");
        var names = before.ToBuilder();
        var index = 0;
        var reader = value.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var place = $"{member}[{index++}]";
            names.Add(NameOf(JsonScan.ReadRaw(ref reader, value.Utf8)) is { Length: > 0 } name ? name : throw new WireFormatException(place, $"{place} must be a model's name."));
            if (names.Count > Most)
                throw new WireFormatException(member, $"{member} names more than {Most} models.");
        }
        return names.ToImmutable();
    }

    private static string? NameOf(RawJson item)
    {
        if (item.Kind == JsonValueKind.Object)
            item = JsonMembers.Find(item, "model"u8);
        return item.Kind == JsonValueKind.String ? item.AsText().ToString() : null;
    }
}
