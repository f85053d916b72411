using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What the items of one streamed answer share.</summary>
/// <param name="Events">Writes the events.</param>
/// <param name="Log">Takes what is lost.</param>
internal sealed record ItemStream(EventWriter Events, ConversionLog Log)
{
    /// <summary>The id of the answer, from which items without an id get theirs.</summary>
    public string ReplyId { get; set; } = "";
}

/// <summary>An output item that is being written: announced when it begins, written whole when it is done.</summary>
/// <param name="stream">What the items share.</param>
/// <param name="index">Its place in the output.</param>
internal abstract class OpenItem(ItemStream stream, int index)
{
    /// <summary>Its place in the output.</summary>
    public int Index => index;

    /// <summary>The whole item once it is done; absent before.</summary>
    public RawJson Whole { get; private set; }

    /// <summary>True until it is done.</summary>
    public bool IsOpen => Whole.IsAbsent;

    /// <summary>The id.</summary>
    public string Id { get; private set; } = "";

    protected ItemStream Stream => stream;

    protected EventWriter Events => stream.Events;

    /// <summary>Where its content stands, for the log.</summary>
    protected static string Path => "choices[0].message";

    /// <summary>Announces the item.</summary>
    public void Begin(IBufferWriter<byte> output)
    {
        Id = ItemScope.IdOf(Extras, stream.ReplyId, Prefix, index);
        WriteItem("response.output_item.added", "in_progress", isDone: false, output);
    }

    /// <summary>Ends the item.</summary>
    public void Close(string status, IBufferWriter<byte> output)
    {
        if (!IsOpen)
            return;
        if (Id.Length == 0)
            Begin(output);
        EndContent(status, output);
        Whole = WriteItem("response.output_item.done", status, isDone: true, output);
    }

    /// <summary>The item as far as it came; absent when it was not announced.</summary>
    public RawJson SoFar => IsOpen && Id.Length > 0 ? Render(Ending.Incomplete) : Whole;

    protected abstract Extras? Extras { get; }

    protected abstract string Prefix { get; }

    /// <summary>Writes the events that end its content.</summary>
    protected abstract void EndContent(string status, IBufferWriter<byte> output);

    /// <summary>Writes the item, without content while it is only announced.</summary>
    protected abstract void Write(ItemScope scope, ItemPlace place, bool isDone);

    private RawJson Render(string status)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            Write(json, status, isDone: true);
        return new RawJson(buffer.WrittenMemory);
    }

    private RawJson WriteItem(string type, string status, bool isDone, IBufferWriter<byte> output)
    {
        var json = Events.Begin(type);
        json.WriteNumber("output_index"u8, index);
        json.WritePropertyName("item"u8);
        var start = Events.Position;
        Write(json, status, isDone);
        var whole = isDone ? Events.Since(start) : default;
        Events.End(type, output);
        return whole;
    }

    private void Write(Utf8JsonWriter json, string status, bool isDone) =>
        Write(new ItemScope(json, stream.Log, stream.ReplyId), new ItemPlace(index, status, Path), isDone);
}
