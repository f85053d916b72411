using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.Rest;

/// <summary>Reads errors where the shape says that they stand, and where servers mostly have them.</summary>
internal static class RestFaults
{
    private static readonly string[] Usual = ["error.message", "error", "message", "detail", "title"];

    /// <summary>How many of the usual places say error by their name, so that they are one in an event as well.</summary>
    private const int InEvents = 2;

    /// <summary>The fault of a reply whose status says that it is one.</summary>
    public static async ValueTask<Fault> ReadAsync(RestShape shape, Attempt attempt, UpstreamResponse response)
    {
        var status = response.Status;
        string? message = null;
        try
        {
            using var answer = await RestAnswer.ReadAsync(response, attempt).ConfigureAwait(false);
            message = MessageOf(shape, answer);
        }
        catch (JsonException)
        {
            message = null;
        }
        var fault = new Fault(FaultStatus.KindOf(status), message ?? $"The provider answered {status} without a message.")
        {
            Source = FaultSource.Provider,
            Status = status is >= 400 and < 600 ? status : 502,
            RetryAfter = Dialects.Wire.RetryAfter.Of(new(status, response, default) { Received = attempt.Deadlines.Now }),
            Backend = attempt.Target.Backend.Id,
            Headers = response.Carried(attempt.Deadlines.Now),
        };
        return status is < 200 or >= 600 ? fault.UnderUnknown(status) : fault;
    }

    /// <summary>The error in an answer that came as if it were none; null when there is none in it.</summary>
    public static Fault? Of(RestShape shape, Attempt attempt, RestAnswer answer) =>
        MessageOf(shape, answer) is { } message ? Provider(message) with { Backend = attempt.Target.Backend.Id } : null;

    /// <summary>The error in an event; null when there is none in it.</summary>
    public static Fault? Of(RestShape shape, RestAnswer answer) => MessageOf(shape.Error.Concat(Usual.Take(InEvents)), answer) is { } message ? Provider(message) : null;

    /// <summary>A fault of the provider's own.</summary>
    public static Fault Provider(string message) => new(FaultKind.Upstream, message) { Source = FaultSource.Provider, Status = 502, Cause = NetworkFaults.FailedInside };

    private static string? MessageOf(RestShape shape, RestAnswer answer) => MessageOf(shape.Error.Concat(Usual), answer);

    private static string? MessageOf(IEnumerable<string> places, RestAnswer answer) =>
        places.Select(answer.Text).FirstOrDefault(static text => !string.IsNullOrEmpty(text));
}
