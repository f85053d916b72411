using Microsoft.Extensions.Logging;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Telemetry;

namespace Parley.Pipeline.Guards;

/// <summary>Tells what guards find in one request: the caller, the log and the counters. Never what it was.</summary>
internal sealed partial class GuardReport(ContentScope scope, ILogger? logger)
{
    /// <summary>The code of all refusals by guards.</summary>
    public const string Code = "content_blocked";

    /// <summary>Something was found.</summary>
    /// <param name="name">Of what kind.</param>
    /// <param name="action">What is done about it.</param>
    /// <param name="place">Where it stands.</param>
    public void Tell(string name, GuardAction action, string place)
    {
        GuardFindings.Count(name, action switch { GuardAction.Block => "block", GuardAction.Redact => "redact", GuardAction.Warn => "warn", _ => "reversible" });
        if (action == GuardAction.Warn && logger is not null)
            Found(logger, name, place, scope.Exchange.Id);
        if (action != GuardAction.Block)
            scope.Report(Entry(name, action, place));
    }

    /// <summary>Something was left out of the answer since it would tell what was taken out.</summary>
    public void Leave(string place) => scope.Report(new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, place));

    /// <summary>The refusal of something that was found in a request.</summary>
    public static Fault Refusal(string what, string place) =>
        new(FaultKind.ContentPolicy, $"A guard of this gateway does not let {place} pass: {what}.") { Code = Code, Param = place };

    private static ConversionEntry Entry(string name, GuardAction action, string place) => action switch
    {
        GuardAction.Redact => new(ConversionCategory.Redacted, ConversionSeverity.Warning, place, null, name),
        GuardAction.Reversible => new(ConversionCategory.Masked, ConversionSeverity.Info, place, null, name),
        _ => new(ConversionCategory.Noted, ConversionSeverity.Info, place, null, name),
    };

    [LoggerMessage(95, LogLevel.Warning, "A guard found {Kind} in {Place} of {Exchange}, and let it pass")]
    private static partial void Found(ILogger logger, string kind, string place, string exchange);
}
