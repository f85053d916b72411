using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The members of a response object but its output, as an upstream says them: in a whole reply, and in the events that carry the response.</summary>
internal sealed class ResponseHead
{
    private Extras? _extras;
    private RawJson _details;
    private string? _status;

    /// <summary>The response's id; null when it has none.</summary>
    public string? Id { get; private set; }

    /// <summary>The model.</summary>
    public string? Model { get; private set; }

    /// <summary>When it was made.</summary>
    public long? Created { get; private set; }

    /// <summary>The tier.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>The usage; absent when it is not said.</summary>
    public RawJson Usage { get; private set; }

    /// <summary>The output items; absent when there are none.</summary>
    public RawJson Output { get; private set; }

    /// <summary>All other members.</summary>
    public Extras? Extras => _extras;

    /// <summary>Reads a response object.</summary>
    public static ResponseHead Read(RawJson response)
    {
        var head = new ResponseHead();
        if (response.Kind != JsonValueKind.Object)
            return head;
        var reader = response.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
            head.ReadMember(ref reader, response.Utf8);
        return head;
    }

    /// <summary>Reads the member whose name the reader stands on.</summary>
    public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (Echo.IsOne(ref reader, out var name))
            ExtraMembers.Spell(ref reader, body, name, ref _extras);
        else if (reader.ValueTextEquals("output"u8))
            Output = JsonRead.Raw(ref reader, body);
        else if (reader.ValueTextEquals("id"u8))
            Id = NotEmpty(JsonRead.String(ref reader, body));
        else if (reader.ValueTextEquals("model"u8))
            Model = NotEmpty(JsonRead.String(ref reader, body));
        else if (reader.ValueTextEquals("created_at"u8))
            Created = (long?)JsonRead.Double(ref reader, body);
        else if (reader.ValueTextEquals("status"u8))
            _status = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("incomplete_details"u8))
            _details = JsonRead.Raw(ref reader, body);
        else if (reader.ValueTextEquals("usage"u8))
            Usage = JsonRead.Raw(ref reader, body);
        else if (reader.ValueTextEquals("service_tier"u8))
            ServiceTier = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("object"u8) || reader.ValueTextEquals("error"u8))
            JsonRead.Skip(ref reader);
        else
            ExtraMembers.Keep(ref reader, body, ref _extras);
    }

    /// <summary>How it ended.</summary>
    public Finish FinishOf(bool calledTools) => Ending.Read(_status, _details, calledTools);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
