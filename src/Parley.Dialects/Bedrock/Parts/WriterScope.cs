using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>What every writer of blocks needs.</summary>
/// <param name="Json">Takes the body.</param>
/// <param name="IsOwn">True when what is written was read from this dialect: it is then told again as it was, without improvements.</param>
/// <param name="Log">Takes what cannot be said.</param>
internal record WriterScope(Utf8JsonWriter Json, bool IsOwn, ConversionLog Log)
{
    /// <summary>The names of the documents so far, which must differ within a request.</summary>
    public DocumentNames Documents { get; } = new();

    /// <summary>Writes a member as it was spelled, where the dialect is the same; false when it was not.</summary>
    public bool TryWriteSpelling(Extras? extras, string name)
    {
        if (extras is not { Dialect: Names.Dialect } own || own.Spelling(name) is not { IsAbsent: false } value)
            return false;
        Json.WritePropertyName(name);
        value.WriteValue(Json);
        return true;
    }
}
