namespace Parley.Dialects.OpenAIResponses;

/// <summary>Whether the members of a request are those that one upstream takes. Names are looked for in the bytes; a text that holds one by chance costs a translation and nothing else.</summary>
internal static class RequestFit
{
    /// <summary>True when nothing has to be written in another way.</summary>
    public static bool Is(ReadOnlySpan<byte> body, RequestHead head, WireProfile profile) =>
        (profile.DeveloperRole || body.IndexOf("\"developer\""u8) < 0)
        && (profile.StructuredOutput == StructuredOutput.JsonSchema || !head.Needs.HasFlag(RequestNeeds.JsonSchema));
}
