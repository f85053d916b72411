using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Serving.Replies;

/// <summary>Puts events into the caller's dialect, each whole or not at all: an error event can stand behind them.</summary>
internal static class WholeEvents
{
    /// <summary>Appends events.</summary>
    public static void Encode(IChatEncoder encoder, List<ChatEvent> events, PooledBufferWriter output)
    {
        var whole = output.WrittenCount;
        try
        {
            foreach (var chatEvent in events)
            {
                encoder.Encode(chatEvent, output);
                whole = output.WrittenCount;
            }
        }
        catch (Exception)
        {
            var before = output.WrittenSpan[..whole].ToArray();
            output.Reset();
            output.Write(before);
            throw;
        }
    }
}
