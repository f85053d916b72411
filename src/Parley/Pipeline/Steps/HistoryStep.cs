using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline.Content;

namespace Parley.Pipeline.Steps;

/// <summary>Sends no more of a conversation than the last turns, or than fits. What is left out is reported as any other loss. A host may add another with options of its own.</summary>
/// <param name="options">How much is sent; null for what the configuration says.</param>
public sealed class HistoryStep(HistoryOptions? options = null) : ContentMiddleware
{
    /// <inheritdoc/>
    public override string Name => "history";

    /// <inheritdoc/>
    protected override bool Concerns(Exchange exchange) => !(options ?? exchange.Snapshot.History).IsEmpty;

    /// <inheritdoc/>
    protected override ValueTask<Rewritten<ChatRequest>> RewriteRequestAsync(ChatRequest request, ContentScope scope, CancellationToken cancellationToken)
    {
        var turns = new Turns(request);
        var first = turns.FirstWithin(options ?? scope.Exchange.Snapshot.History);
        if (first == 0)
            return new(request);
        var kept = turns.From(first, out var left);
        foreach (var place in left)
            scope.Report(new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Error, place));
        return new(request with { Messages = kept });
    }
}
