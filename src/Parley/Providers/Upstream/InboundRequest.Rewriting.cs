using System.Collections.Immutable;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>What steps change of a request.</summary>
public sealed partial class InboundRequest
{
    private HashSet<ConversionEntry>? _reported;

    /// <summary>What steps of the gateway have changed of it, or found in it; every attempt reports it.</summary>
    internal ImmutableArray<ConversionEntry> Changes { get; private set; } = [];

    /// <summary>Whether a step of the gateway has reported this.</summary>
    internal bool IsChange(ConversionEntry entry) => !Changes.IsEmpty && (_reported ??= [.. Changes]).Contains(entry);

    /// <summary>The same request, of which something more is reported.</summary>
    internal InboundRequest Noting(IReadOnlyCollection<ConversionEntry> changes)
    {
        if (changes.Count == 0)
            return this;
        var noting = Copy(RejectLoss, DropsHostedTools, _question, UnknownModels);
        noting.Changes = Changes.AddRange(changes);
        return noting;
    }

    /// <summary>
    /// Another request in its place, in the dialect of the caller. Also its bytes are written anew, so that whatever looks at them finds nothing of what was taken out; nobody is asked in the words of the caller any more.
    /// </summary>
    /// <param name="question">What is asked now.</param>
    /// <param name="changes">What was changed.</param>
    /// <exception cref="WireFormatException">It cannot be asked so.</exception>
    internal InboundRequest Rewritten(ModelRequest question, IReadOnlyCollection<ConversionEntry> changes)
    {
        using var body = new PooledBufferWriter(Wire.Body.Length + 256);
        // What the dialect cannot say is not lost: who is asked is asked the question itself.
        Operation.Codec.WriteRequest(question, WireProfile.Default, new ConversionLog(), new WireRequestWriter(body));
        var wire = Wire with { Path = PathFor(question.Model), Body = body.WrittenSpan.ToArray() };
        var rewritten = new InboundRequest
        {
            Operation = Operation,
            Head = Operation.Codec.Peek(wire),
            Wire = wire,
            Use = Use,
            Asked = Asked,
            SlowLane = true,
            IsOwn = IsOwn,
            ChecksForm = ChecksForm,
            RejectLoss = RejectLoss,
            DropsHostedTools = DropsHostedTools,
            Continuations = Continuations,
            Media = Media,
            Terms = Terms,
            UnknownModels = UnknownModels,
            Maker = Maker,
            Changes = Changes.AddRange(changes),
            _question = question,
        };
        return Seals.IsEmpty ? rewritten : rewritten.Bound(name => Seals.FirstOrDefault(each => each.Seal.Name == name).Maker);
    }

    /// <summary>The path for a model, where that stands in it.</summary>
    private string PathFor(string model)
    {
        if (model == Head.Model || Head.Model.Length == 0)
            return Wire.Path;
        var at = Wire.Path.LastIndexOf(Head.Model, StringComparison.Ordinal);
        return at >= 0 ? string.Concat(Wire.Path.AsSpan(0, at), model, Wire.Path.AsSpan(at + Head.Model.Length)) : Wire.Path;
    }
}
