namespace Parley.Dialects.OpenAIResponses;

/// <summary>Whether the members of a request are those that one upstream takes. Names are looked for in the bytes; a text that holds one by chance costs a translation and nothing else.</summary>
internal static class RequestFit
{
    /// <summary>True when nothing has to be written in another way.</summary>
    public static bool Is(ReadOnlySpan<byte> body, RequestHead head, WireProfile profile) =>
        (profile.DeveloperRole || body.IndexOf("\"developer\""u8) < 0)
        && FitsForm(body, head, profile);

    private static bool FitsForm(ReadOnlySpan<byte> body, RequestHead head, WireProfile profile) => profile.StructuredOutput switch
    {
        StructuredOutput.JsonSchema => true,
        StructuredOutput.JsonObject => !head.Needs.HasFlag(RequestNeeds.JsonSchema),
        _ => !head.Needs.HasFlag(RequestNeeds.JsonSchema) && body.IndexOf("\"json_object\""u8) < 0,
    };
}
