using System.Diagnostics.CodeAnalysis;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley.Management;

/// <summary>A chat that is only asked about: the bytes of its body, or nothing but a model.</summary>
/// <param name="Head">What routing knows of it.</param>
/// <param name="Request">The request itself, for strategies that must look into it; null where only the model is known.</param>
internal sealed record RequestText(RequestHead Head, InboundRequest? Request)
{
    /// <summary>Reads it.</summary>
    /// <param name="dialect">The dialect that it is written in.</param>
    /// <param name="body">The body; empty for a request of which only the model is known.</param>
    /// <param name="model">The model in the place of the body's; empty to keep that.</param>
    /// <param name="text">What was read.</param>
    /// <param name="fault">What is wrong with the body.</param>
    public static bool TryRead(Dialect dialect, ReadOnlyMemory<byte> body, string model, [NotNullWhen(true)] out RequestText? text, out Fault? fault)
    {
        (text, fault) = (null, null);
        if (body.IsEmpty)
        {
            text = new RequestText(new RequestHead { Model = model }, null);
            return true;
        }
        try
        {
            var wire = new WireRequest("", "", new WireHeaders(), body);
            var read = dialect.Chat.Peek(wire);
            var head = model.Length == 0 ? read : Under(model, read);
            text = new RequestText(head, new InboundRequest { Operation = dialect.Operations[0], Head = head, Wire = wire, Asked = StreamOptions.None });
            return true;
        }
        catch (WireFormatException unreadable)
        {
            fault = RequestFaults.Malformed(unreadable);
            return false;
        }
    }

    private static RequestHead Under(string model, RequestHead read) => new()
    {
        Model = model,
        Fallbacks = read.Fallbacks,
        Metadata = read.Metadata,
        Stream = read.Stream,
        Needs = read.Needs,
        MaxTokens = read.MaxTokens,
        EstimatedInputTokens = read.EstimatedInputTokens,
    };
}
