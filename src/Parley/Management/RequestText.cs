using System.Diagnostics.CodeAnalysis;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;

namespace Parley.Management;

/// <summary>A request that is only asked about: the bytes of its body, or nothing but a model.</summary>
internal static class RequestText
{
    /// <summary>What routing knows of it.</summary>
    /// <param name="codec">The dialect that it is written in.</param>
    /// <param name="body">The body; empty for a request of which only the model is known.</param>
    /// <param name="model">The model in the place of the body's; empty to keep that.</param>
    /// <param name="head">What is known.</param>
    /// <param name="fault">What is wrong with the body.</param>
    public static bool TryPeek(IOperationCodec codec, ReadOnlyMemory<byte> body, string model, [NotNullWhen(true)] out RequestHead? head, out Fault? fault)
    {
        head = null;
        fault = null;
        if (body.IsEmpty)
        {
            head = new RequestHead { Model = model };
            return true;
        }
        try
        {
            var read = codec.Peek(new WireRequest("", "", new WireHeaders(), body));
            head = model.Length == 0 ? read : new RequestHead { Model = model, Stream = read.Stream, Needs = read.Needs, MaxTokens = read.MaxTokens, EstimatedInputTokens = read.EstimatedInputTokens };
            return true;
        }
        catch (WireFormatException unreadable)
        {
            fault = RequestFaults.Malformed(unreadable);
            return false;
        }
    }
}
