using Parley.Clients.Tests.Staging;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>The exceptions of each client.</summary>
internal static class Errors
{
    /// <summary>The class for a status.</summary>
    public static string TypeOf(string client, int status) => Cast.Plain(client) switch
    {
        "OpenAI (.NET)" or "OpenAI responses (.NET)" => "ClientResultException",
        "Anthropic (.NET)" => status switch
        {
            400 => "AnthropicBadRequestException",
            401 => "AnthropicUnauthorizedException",
            404 => "AnthropicNotFoundException",
            429 => "AnthropicRateLimitException",
            _ => "Anthropic5xxException",
        },
        "@google/genai (npm)" => "ApiError",
        "ollama (npm)" => "ResponseError",
        "@mistralai/mistralai (npm)" => "SDKError",
        _ when IsVercel(client) => "APICallError",
        "cohere-ai (npm)" => status switch
        {
            400 => "BadRequestError",
            401 => "UnauthorizedError",
            404 => "NotFoundError",
            429 => "TooManyRequestsError",
            _ => "InternalServerError",
        },
        _ => status switch
        {
            400 => "BadRequestError",
            401 => "AuthenticationError",
            404 => "NotFoundError",
            429 => "RateLimitError",
            _ => "InternalServerError",
        },
    };

    /// <summary>The classes for an error in a stream.</summary>
    public static string[] InStream(string client) => Cast.Plain(client) switch
    {
        // It knows no errors in streams and stumbles over the event, which is better than a silent end.
        "OpenAI (.NET)" => ["InvalidOperationException"],
        // It hands the event out and raises nothing; its driver does.
        "OpenAI responses (.NET)" => ["InvalidOperationException"],
        "Anthropic (.NET)" => ["AnthropicSseException"],
        "@google/genai (npm)" => ["ApiError"],
        // It shows the error as the end of the message and raises nothing; its driver does.
        "ollama (npm)" or "cohere-ai (npm)" => ["Error"],
        // It knows no errors in streams and stumbles over the event.
        "@mistralai/mistralai (npm)" => ["ZodError"],
        // What is wrong before the first event is raised as if the call had been refused.
        "@ai-sdk/openai (npm)" => ["Error", "APICallError"],
        // It hands the error out as a part of the stream; its driver raises it.
        _ when IsVercel(client) => ["Error", "APICallError"],
        _ => ["APIError"],
    };

    /// <summary>Whether the client lets its users see the headers of an error.</summary>
    public static bool ShowsHeaders(string client) => Cast.Plain(client) is not ("Anthropic (.NET)" or "@google/genai (npm)" or "ollama (npm)" or "cohere-ai (npm)");

    /// <summary>Whether the client shows the words of an error in a stream.</summary>
    public static bool ShowsStreamedMessage(string client) => Cast.Plain(client) is not ("OpenAI (.NET)" or "@mistralai/mistralai (npm)");

    private static bool IsVercel(string client) => client.StartsWith("@ai-sdk/", StringComparison.Ordinal);
}
