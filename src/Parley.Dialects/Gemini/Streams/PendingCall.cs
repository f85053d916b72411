using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>A call whose arguments are still coming: Gemini's calls are whole.</summary>
internal sealed class PendingCall(int part, ToolCallStart start)
{
    private readonly ArrayBufferWriter<byte> _arguments = Opened();

    public int Part => part;

    public ToolCallStart Start { get; } = start with { Extras = start.Extras?.Detach() };

    public JsonText Signature { get; set; }

    /// <summary>The arguments so far.</summary>
    public ToolArguments Arguments => ToolArguments.FromText(JsonText.FromToken((byte[])[.. _arguments.WrittenSpan, (byte)'"']));

    /// <summary>True when nothing more can come: the arguments are one whole object.</summary>
    public bool IsWhole => !Start.IsCustom && _arguments.WrittenCount > 1 && Arguments.TryGetObject(out _);

    public void Append(JsonText piece) => piece.WriteEscaped(_arguments);

    private static ArrayBufferWriter<byte> Opened()
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        buffer.Write("\""u8);
        return buffer;
    }
}
