using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline.Guards;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The guards: personal data, secrets and the operator's own patterns are refused, taken out, replaced for the model alone, or told; texts that would give the model other instructions are found, and requests that are too long are refused.
/// A request in which nothing is found keeps the fast lane, unless answers are looked through too. A host may add another with options of its own.
/// </summary>
/// <param name="options">What is guarded; null for what the configuration says.</param>
/// <param name="logger">Where findings are logged; null for nowhere.</param>
public sealed class GuardStep(GuardOptions? options = null, ILogger? logger = null) : ContentMiddleware
{
    private readonly ConditionalWeakTable<GuardOptions, GuardPolicy> _policies = [];

    /// <inheritdoc/>
    public override string Name => "guards";

    /// <inheritdoc/>
    protected override bool Concerns(Exchange exchange) => (options ?? exchange.Snapshot.Guards) is { IsEmpty: false } guards && !PolicyOf(guards).Excepts(exchange);

    /// <inheritdoc/>
    protected override ValueTask<Rewritten<ChatRequest>> RewriteRequestAsync(ChatRequest request, ContentScope scope, CancellationToken cancellationToken)
    {
        var look = new Look(PolicyOf(options ?? scope.Exchange.Snapshot.Guards), new Placeholders(), new GuardReport(scope, logger), request.ResponseFormat is { Kind: not ResponseFormatKind.Text });
        scope.State = look;
        if (request.Messages.Count == 0 && look.Policy.Demands)
            return new(GuardReport.Refusal("it holds no text that could be read", "prompt"));
        return new(new RequestGuard(look.Policy, look.Placeholders, look.Report).Look(request));
    }

    /// <inheritdoc/>
    protected override bool SeesReply(ContentScope scope) => scope.State is Look look && (!look.Policy.Output.IsEmpty || look.Placeholders.AnyReversible);

    /// <inheritdoc/>
    protected override ReplyRewriter OpenReply(ContentScope scope)
    {
        var look = (Look)scope.State!;
        return new GuardRewriter(look.Policy, look.Placeholders, look.Report) { IsJson = look.IsJson };
    }

    private GuardPolicy PolicyOf(GuardOptions guards) => _policies.GetValue(guards, static said => new GuardPolicy(said));

    /// <summary>One request that is looked through.</summary>
    private sealed record Look(GuardPolicy Policy, Placeholders Placeholders, GuardReport Report, bool IsJson);
}
