using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;

namespace Parley.Providers.Upstream;

/// <summary>Refusals of schemas that no answer can be checked against. They are the caller's to mend: no model is asked, and none is asked again.</summary>
internal static class SchemaFaults
{
    /// <summary>The refusal of a schema that is not sound; it names the place.</summary>
    public static Fault Flawed(Attempt attempt, ResponseFormat format, SchemaFlaw flaw)
    {
        var schema = Unaskable.PlaceOf(attempt, format.Schema) ?? "response_format";
        var place = flaw.Place.Length == 0 ? schema : $"{schema}.{flaw.Place}";
        return Refusal(attempt, place, $"The schema cannot be checked: {place} {flaw.Reason}.", "invalid_json_schema");
    }

    /// <summary>The refusal of a schema whose check came to no end.</summary>
    public static Fault Involved(Attempt attempt, string reason) => Refusal(attempt, "response_format", $"Whether the answer fits cannot be told: {reason}.", "json_schema_too_involved");

    private static Fault Refusal(Attempt attempt, string place, string message, string code) => new(FaultKind.InvalidRequest, message)
    {
        Code = code,
        Param = place,
        Backend = attempt.Target.Backend.Id,
    };
}
