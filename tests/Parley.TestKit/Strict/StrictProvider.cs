using Parley.TestKit.Upstream;

namespace Parley.TestKit.Strict;

/// <summary>A provider of one dialect that examines requests as strictly as the vendor's documentation allows and answers as the vendor does.</summary>
public abstract class StrictProvider
{
    /// <summary>The provider's name in the catalog.</summary>
    public abstract string Name { get; }

    /// <summary>The credential that it accepts.</summary>
    public string Credential => $"sk-{Name}";

    /// <summary>What of the path belongs to its address and not to the operation; with a slash at the end.</summary>
    public virtual string BasePath => "";

    /// <summary>The media type of its streams.</summary>
    public virtual string StreamType => "text/event-stream";

    /// <summary>A model name for a scene, of a family that the code under test treats as this provider's.</summary>
    public abstract string ModelOf(int scene);

    /// <summary>Whether it streams the arguments of a call in pieces.</summary>
    public virtual bool StreamsArguments => false;

    /// <summary>The model that a request is for, before anything is examined.</summary>
    public abstract string ModelIn(ReceivedRequest request);

    /// <summary>Examines a request.</summary>
    /// <exception cref="RejectionException">The vendor would refuse it.</exception>
    public abstract Heard Hear(ReceivedRequest request);

    /// <summary>Writes a whole answer.</summary>
    public abstract string Whole(CannedAnswer answer, Heard heard);

    /// <summary>Writes a streamed answer, event by event.</summary>
    public abstract IReadOnlyList<string> Events(CannedAnswer answer, Heard heard);

    /// <summary>The body of an error.</summary>
    public abstract string Error(int status, string message);

    /// <summary>The status with which the vendor says what is meant by a usual one.</summary>
    public virtual int StatusFor(int status) => status;

    /// <summary>An error in the middle of a stream.</summary>
    public abstract string ErrorEvent(string message);

    /// <summary>Demands headers: JSON, the own credential, and none of another vendor's.</summary>
    protected void DemandHeaders(ReceivedRequest request, string header, string value)
    {
        if (request.Method != "POST")
            throw new RejectionException("method", request.Method);
        if (request.Headers.GetValueOrDefault("content-type")?.Split(';')[0] != "application/json")
            throw new RejectionException("content-type", "must be application/json");
        foreach (var name in (ReadOnlySpan<string>)["authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie", "x-forwarded-for"])
        {
            if (name != header && request.Headers.ContainsKey(name))
                throw new RejectionException(name, "is foreign");
        }
        if (request.Headers.GetValueOrDefault(header) != value)
            throw new RejectionException(header, "is not the credential");
    }

    /// <summary>Demands a path.</summary>
    protected static void DemandTarget(ReceivedRequest request, string target)
    {
        if (request.Target != target)
            throw new RejectionException("path", $"{request.Target} is not {target}");
    }

    /// <summary>One server-sent event without a name.</summary>
    protected static string Sse(string data) => $"data: {data}\n\n";
}
