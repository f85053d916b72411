using System.Globalization;
using System.Net;
using System.Text.Json;
using ModelContextProtocol.Client;

namespace Parley.Mcp;

/// <summary>What is told of an exception: its reason, and nothing of what a server has sent besides. Secrets are still in it.</summary>
internal static class FailureText
{
    /// <summary>The reason in words.</summary>
    public static string Of(Exception failed)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is ClientTransportClosedException { Details: StdioClientCompletionDetails ended })
                return $"the program ended with code {ended.ExitCode}: {string.Join(' ', ended.StandardErrorTail ?? [])}";
        }
        // The message has the body too, which may repeat the address.
        if (StatusOf(failed) is { } status)
            return string.Create(CultureInfo.InvariantCulture, $"it answered with status {(int)status}.");
        var reason = Innermost(failed);
        return failed is JsonException ? $"its answer is malformed: {reason}" : reason;
    }

    /// <summary>The status with which a server refused; null when it was something else.</summary>
    public static HttpStatusCode? StatusOf(Exception? failed)
    {
        for (; failed is not null; failed = failed.InnerException)
        {
            if (failed is HttpRequestException { StatusCode: { } status })
                return status;
            if (failed is ClientTransportClosedException { Details: HttpClientCompletionDetails { HttpStatusCode: { } closed } })
                return closed;
        }
        return null;
    }

    /// <summary>The message of the innermost exception; of one further out where that has the same words and more.</summary>
    private static string Innermost(Exception failed)
    {
        var said = failed.Message;
        for (var cause = failed.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (!string.IsNullOrWhiteSpace(cause.Message) && !said.Contains(cause.Message, StringComparison.Ordinal))
                said = cause.Message;
        }
        return said;
    }
}
