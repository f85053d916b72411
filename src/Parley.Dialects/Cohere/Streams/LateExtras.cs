using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Unknown members of the reply and of its message that come when the first event is out: the last one tells them.</summary>
internal sealed class LateExtras(ConversionLog log)
{
    private readonly List<Extras> _reply = [];
    private readonly List<Extras> _message = [];

    /// <summary>Keeps members of the reply, or records them when another dialect read them.</summary>
    public void Add(Extras extras) => Add(extras, _reply, "");

    /// <summary>Keeps members of the message, or records them when another dialect read them.</summary>
    public void AddOfMessage(Extras extras) => Add(extras, _message, "choices[0].message");

    /// <summary>Writes them into the delta.</summary>
    public void Write(Utf8JsonWriter json)
    {
        Write(json, _reply);
        if (_message.Count == 0)
            return;
        json.WriteStartObject("message"u8);
        Write(json, _message);
        json.WriteEndObject();
    }

    private void Add(Extras extras, List<Extras> place, string field)
    {
        if (extras.Dialect != Names.Dialect)
            extras.Record(log, field);
        else if (extras.Members.Count > 0)
            place.Add(extras.Detach());
    }

    private static void Write(Utf8JsonWriter json, List<Extras> all)
    {
        foreach (var extras in all)
        {
            foreach (var (name, value) in extras.Members)
                OwnExtras.WriteMember(json, name, value);
        }
    }
}
