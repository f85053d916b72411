using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads the vectors of an upstream: lists by their form, or the bare list of the first version.</summary>
internal sealed class EmbedReplyReader
{
    private readonly List<(string Type, List<RawJson> Vectors)> _forms = [];
    private string? _id;
    private Usage _usage = Usage.Unknown;
    private Extras? _extras;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It holds no vectors, or not as many of one form as of another.</exception>
    public static EmbeddingReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var reply = new EmbedReplyReader();
        while (JsonRead.NextMember(ref reader))
            reply.ReadMember(ref reader, body);
        return reply.Build();
    });

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("embeddings"u8))
            ReadForms(JsonRead.Raw(ref reader, body));
        else if (reader.ValueTextEquals("id"u8))
            _id = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("meta"u8))
            _usage = MetaFields.Read(JsonRead.Raw(ref reader, body));
        else if (reader.ValueTextEquals("texts"u8))
            ReadTexts(ref reader, body);
        else if (reader.ValueTextEquals("response_type"u8))
            JsonRead.Skip(ref reader);
        else
            OwnExtras.Keep(ref reader, body, ref _extras);
    }

    private void ReadTexts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var texts = JsonRead.Raw(ref reader, body);
        if (texts.Kind == JsonValueKind.Array)
            OwnExtras.Note(EmbedNames.Texts, texts, ref _extras);
    }

    private void ReadForms(RawJson embeddings)
    {
        if (embeddings.Kind == JsonValueKind.Array)
        {
            Add(EmbedNames.Float, embeddings);
            return;
        }
        if (embeddings.Kind != JsonValueKind.Object)
            throw NoVectors();
        var members = new JsonMembers(embeddings.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (value.Kind == JsonValueKind.Array)
                Add(Encoding.UTF8.GetString(name), value);
        }
    }

    private void Add(string type, RawJson list)
    {
        var vectors = new List<RawJson>();
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var vector = JsonScan.ReadRaw(ref reader, list.Utf8);
            Vectors.Demand(vector);
            vectors.Add(vector);
        }
        _forms.Add((type, vectors));
    }

    private EmbeddingReply Build()
    {
        var main = _forms.Find(static form => form.Type == EmbedNames.Float) is { Vectors: not null } floats ? floats
            : _forms.Find(static form => form.Type == EmbedNames.Base64) is { Vectors: not null } base64 ? base64
            : _forms.Find(static form => form.Vectors.Count > 0);
        if (main.Vectors is not { Count: > 0 } || _forms.Exists(form => form.Vectors.Count != main.Vectors.Count))
            throw NoVectors();
        var vectors = new List<EmbeddingVector>(main.Vectors.Count);
        for (var i = 0; i < main.Vectors.Count; i++)
            vectors.Add(new EmbeddingVector(main.Vectors[i]) { Extras = BesideOf(main.Type, i) });
        return new EmbeddingReply { Id = _id, Vectors = vectors, Usage = _usage, Dialect = Names.Dialect, Extras = _extras };
    }

    /// <summary>The vector's other forms, and the name of its own where that is not the usual one.</summary>
    private Extras? BesideOf(string main, int index)
    {
        Extras? extras = null;
        if (main != EmbedNames.Float)
            OwnExtras.Note(EmbedNames.Types, RawJson.Parse($"\"{main}\""), ref extras);
        foreach (var (type, vectors) in _forms)
        {
            if (type != main)
                OwnExtras.Add(type, vectors[index], ref extras);
        }
        return extras;
    }

    private static WireFormatException NoVectors() => new("embeddings", "The reply holds no vectors.");
}
