namespace Parley.Dialects.Gemini;

/// <summary>Google's generateContent and streamGenerateContent, as the Gemini API (<c>v1beta</c>, <c>v1</c>) has them.</summary>
public static class GeminiDialect
{
    /// <summary>The dialect with its operations and routes.</summary>
    public static Dialect Instance { get; } = new(
        DialectNames.Gemini,
        "gemini",
        [
            new Operation(
                "chat",
                new Codec(),
                [
                    "v1beta/models/{model}:generateContent",
                    "v1beta/models/{model}:streamGenerateContent",
                    // Some clients leave `models/` out before a name with a slash.
                    "v1beta/{model}:generateContent",
                    "v1beta/{model}:streamGenerateContent",
                    "v1/models/{model}:generateContent",
                    "v1/models/{model}:streamGenerateContent",
                ]),
        ]);
}
