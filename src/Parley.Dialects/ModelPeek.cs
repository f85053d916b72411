using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>The head of a request of which routing needs the model alone.</summary>
internal static class ModelPeek
{
    private const int BytesPerToken = 4;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or <c>model</c> occurs twice or is no string.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var model = default(RawJson);
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("model"u8))
                    model = model.IsAbsent ? value : throw new WireFormatException("model", "The member model occurs twice.");
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        if (model.Kind is not (JsonValueKind.String or JsonValueKind.Null or JsonValueKind.Undefined))
            throw new WireFormatException("model", "model must be a string.");
        var isSaid = model.Kind == JsonValueKind.String;
        return new RequestHead
        {
            Model = isSaid ? model.AsText().ToString() : "",
            ModelValue = isSaid ? JsonMembers.RangeOf(body, model) : default,
            EstimatedInputTokens = body.Length / BytesPerToken,
        };
    }
}
