using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A <c>function_call</c> or <c>custom_tool_call</c> that is being written.</summary>
internal sealed class OpenCall(ItemStream stream, int index, int part, ToolCallStart start) : OpenItem(stream, index)
{
    private readonly TextBuffer _arguments = new();
    private byte[]? _head;

    public int Part => part;

    /// <summary>True when nothing more can come: the arguments are a whole object.</summary>
    public bool IsWhole => !start.IsCustom && !_arguments.IsEmpty && ToolArguments.FromText(_arguments.ToText()).TryGetObject(out _);

    protected override Extras? Extras => start.Extras;

    protected override string Prefix => start.IsCustom ? "ctc" : "fc";

    private string Kind => start.IsCustom ? "response.custom_tool_call_input" : "response.function_call_arguments";

    /// <summary>Writes a piece of the arguments. Blanks before them say nothing, and would not be found again in those of a call without any.</summary>
    public void Append(JsonText piece, IBufferWriter<byte> output)
    {
        if (!IsOpen || piece.IsEmpty || !start.IsCustom && _arguments.IsEmpty && piece.IsBlank)
            return;
        _arguments.Append(piece);
        _head ??= Events.DeltaHead(Kind + ".delta", Id, Index, default, 0);
        Events.WriteDelta(_head, piece, hasLogprobs: false, output);
    }

    /// <summary>Half an object, which the end of the answer cut off, is not said to be done.</summary>
    protected override void EndContent(string status, IBufferWriter<byte> output)
    {
        if (_arguments.IsEmpty && !start.IsCustom)
            Append("{}", output);
        if (status == Ending.Incomplete && !start.IsCustom && !IsWhole)
            return;
        var type = Kind + ".done";
        var json = Events.Begin(type);
        json.WriteString("item_id"u8, Id);
        json.WriteNumber("output_index"u8, Index);
        if (!start.IsCustom)
            NamespacedName.LocalOf(start.Extras, start.Name).WriteMember(json, "name"u8);
        _arguments.ToText().WriteMember(json, start.IsCustom ? "input"u8 : "arguments"u8);
        Events.End(type, output);
    }

    protected override void Write(ItemScope scope, ItemPlace place, bool isDone)
    {
        var call = new ToolCallPart(start.Id, start.Name, ToolArguments.FromText(_arguments.ToText())) { IsCustom = start.IsCustom, Extras = start.Extras };
        ItemWriter.WriteCall(scope, call, place, isAnnounced: !isDone);
    }
}
