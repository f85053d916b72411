using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The call of a typed tool: announced when all of it is there, since clients act upon what they find in the announcement.</summary>
internal sealed class OpenTypedCall(ItemStream stream, int index, int part, ToolCallStart start, TypedTool tool) : OpenItem(stream, index)
{
    private readonly TextBuffer _arguments = new();

    public int Part => part;

    /// <summary>True when nothing more can come: the arguments are a whole object.</summary>
    public bool IsWhole => !_arguments.IsEmpty && Call.Arguments.TryGetObject(out _);

    protected override Extras? Extras => start.Extras;

    protected override string Prefix => TypedCallWriter.CanWrite(tool, Call) ? tool.Prefix : "fc";

    private ToolCallPart Call => new(start.Id, start.Name, ToolArguments.FromText(_arguments.ToText())) { Extras = start.Extras };

    /// <summary>Keeps a piece of the arguments.</summary>
    public void Append(JsonText piece) => _arguments.Append(piece);

    protected override void EndContent(string status, IBufferWriter<byte> output)
    {
    }

    protected override void Write(ItemScope scope, ItemPlace place, bool isDone) => ItemWriter.WriteCall(scope, Call, place);
}
