using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// Makes output items of the parts of an answer. An item is done when the next one begins, as at OpenAI itself, but for calls whose arguments are not whole yet, since pieces of parallel calls may interleave,
/// and for this dialect's own thoughts until their encrypted form is there.
/// </summary>
internal sealed class ItemEncoder(ItemStream stream)
{
    private readonly List<OpenItem> _items = [];
    private readonly List<(int Part, Citation Citation)> _late = [];
    private OpenMessage? _message;

    /// <summary>True once anything was written.</summary>
    public bool HasAny => _items.Count > 0;

    /// <summary>True once a call of the caller's tools was written.</summary>
    public bool HasCalls => _items.Exists(static item => item is OpenCall or OpenTypedCall);

    /// <summary>Writes a piece of a text or a refusal.</summary>
    public void Say(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var extras = chatEvent.Detail as Extras;
        // An empty text says nothing, unless it is all that an item of this dialect has.
        if (chatEvent.Text.IsEmpty && !ItemParts.Begins(extras))
            return;
        ContentOf(chatEvent.Part, chatEvent.Kind == ChatEventKind.Refusal, extras, output).Append(chatEvent.Text, stream.Events, output);
    }

    /// <summary>Writes a source of a text.</summary>
    public void Cite(int part, Citation citation, IBufferWriter<byte> output)
    {
        if (!AnnotationWriter.CanWrite(citation))
        {
            stream.Log.Dropped("choices[0].message.citations", citation.Title);
            return;
        }
        if (!_items.Exists(item => item is OpenMessage { IsOpen: false } done && done.ContentOf(part) is not null))
        {
            ContentOf(part, isRefusal: false, null, output).Cite(citation.Detach(), stream.Events, output);
            return;
        }
        _late.Add((part, citation.Detach() with { StartIndex = 0, EndIndex = 0 }));
        stream.Log.Dropped("choices[0].message.citations.span", citation.Url);
    }

    /// <summary>Writes log probabilities of the text before; those of a whole reply of this dialect stand with their text already.</summary>
    public void AddLogprobs(RawJson shared, IBufferWriter<byte> output)
    {
        if (Logprobs.Of(shared, stream.Log) is not { IsAbsent: false } list)
            return;
        if (_message is { IsOpen: true, Last: { IsRefusal: false } content })
        {
            if (content.Extras.Spelled(Spelling.Logprobs) is not { Kind: JsonValueKind.Array, Utf8.Length: > 2 })
                content.AddLogprobs(list, stream.Events, output);
        }
        else
        {
            stream.Log.Dropped("choices[0].logprobs");
        }
    }

    /// <summary>Writes a piece of a thought.</summary>
    public void Think(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var extras = chatEvent.Detail as Extras;
        var thought = ThoughtOf(chatEvent.Part);
        if (thought is not null && extras.Spells(Spelling.Border))
        {
            thought.EndPiece(output);
            return;
        }
        if (thought is null && chatEvent.Text.IsEmpty && extras?.Dialect != Names.Dialect)
            return;
        if (thought is null)
            Begin(thought = new OpenThought(stream, _items.Count, chatEvent.Part, extras?.Detach()), output);
        thought.IsThought |= extras.Spells(Spelling.Thought) && !extras.Spells(Spelling.Summary);
        thought.Append(chatEvent.Text, output);
    }

    /// <summary>Keeps the encrypted form of a thought, with which it is done.</summary>
    public void Sign(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        if (chatEvent.Detail is Names.Dialect && ThoughtOf(chatEvent.Part) is { } thought)
        {
            thought.Encrypted = chatEvent.Text.Detach();
            thought.Close(Ending.Completed, output);
            return;
        }
        stream.Log.Dropped("choices[0].message.signature");
    }

    /// <summary>Announces a call.</summary>
    public void StartCall(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        var start = (ToolCallStart)chatEvent.Detail!;
        if (TypedTool.Of(start.Extras) is { } typed)
        {
            Add(new OpenTypedCall(stream, _items.Count, chatEvent.Part, start with { Extras = start.Extras?.Detach() }, typed), output);
            return;
        }
        Begin(new OpenCall(stream, _items.Count, chatEvent.Part, start with { Extras = start.Extras?.Detach() }), output);
    }

    /// <summary>Writes a piece of a call's arguments.</summary>
    public void AddArguments(in ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            if (_items[i] is OpenTypedCall typed && typed.Part == chatEvent.Part)
            {
                typed.Append(chatEvent.Text);
                return;
            }
            if (_items[i] is OpenCall call && call.Part == chatEvent.Part)
            {
                call.Append(chatEvent.Text, output);
                return;
            }
        }
    }

    /// <summary>Writes an item that comes in one piece; what no item can say is recorded.</summary>
    public void Show(Part part, IBufferWriter<byte> output)
    {
        if (!WholeItem.CanWrite(part))
        {
            stream.Log.DroppedContent("choices[0].message", (part as OpaquePart)?.Type ?? (part as MediaPart)?.MediaType);
            return;
        }
        var item = new WholeItem(stream, _items.Count, part.Detach());
        Begin(item, output);
        item.Close(Ending.Completed, output);
    }

    /// <summary>Ends what is still open; where the answer was cut off, its last item was.</summary>
    public void CloseAll(string status, IBufferWriter<byte> output)
    {
        CiteLate(output);
        for (var i = 0; i < _items.Count; i++)
            _items[i].Close(i == _items.Count - 1 ? status : Ending.Completed, output);
    }

    /// <summary>Writes the items that are done.</summary>
    /// <param name="json">Takes the member.</param>
    /// <param name="hasFailed">True to write what was said besides, as far as it came. A call that is not whole is none.</param>
    public void WriteOutput(Utf8JsonWriter json, bool hasFailed)
    {
        json.WriteStartArray("output"u8);
        foreach (var item in _items)
        {
            var written = hasFailed && item is (OpenMessage or OpenThought) ? item.SoFar : item.Whole;
            if (!written.IsAbsent)
                written.WriteValue(json);
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the sources that came when the item of their text was done: at the text that is still open, unless it has them itself, and with no words of it. Where none is open, they have an empty one, so as not to be lost.</summary>
    private void CiteLate(IBufferWriter<byte> output)
    {
        foreach (var (part, citation) in _late)
        {
            var content = _message is { IsOpen: true, Last: { IsRefusal: false } open } ? open : ContentOf(part, isRefusal: false, null, output);
            if (!content.Cites(citation))
                content.Cite(citation, stream.Events, output);
        }
        _late.Clear();
    }

    private OpenThought? ThoughtOf(int part)
    {
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            if (_items[i] is OpenThought { IsOpen: true } thought && thought.Part == part)
                return thought;
        }
        return null;
    }

    private OpenContent ContentOf(int part, bool isRefusal, Extras? extras, IBufferWriter<byte> output)
    {
        if (_message is { IsOpen: true } open)
        {
            if (open.ContentOf(part) is { } known && known.IsRefusal == isRefusal)
                return known;
            if (!ItemParts.Begins(extras))
                return open.Add(part, isRefusal, extras?.Detach(), output);
        }
        var message = new OpenMessage(stream, _items.Count, extras?.Detach());
        Begin(message, output);
        _message = message;
        return message.Add(part, isRefusal, null, output);
    }

    private void Begin(OpenItem item, IBufferWriter<byte> output)
    {
        Add(item, output);
        item.Begin(output);
    }

    /// <summary>Adds an item that is announced later.</summary>
    private void Add(OpenItem item, IBufferWriter<byte> output)
    {
        foreach (var earlier in _items)
        {
            if (earlier is OpenMessage or OpenCall { IsWhole: true } or OpenTypedCall { IsWhole: true } || earlier is OpenThought thought && !thought.AwaitsSignature)
                earlier.Close(Ending.Completed, output);
        }
        _items.Add(item);
    }
}
