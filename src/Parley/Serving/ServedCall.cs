using System.IO.Pipelines;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Serving.Callers;

namespace Parley.Serving;

/// <summary>
/// One call in the words of HTTP, whoever brings it: a server's connection, or a client in this process. What is asked is read from it, what is answered is put into it. The indexer gives headers of the request.
/// </summary>
internal abstract class ServedCall : IWireHeaders
{
    /// <summary>The verb.</summary>
    public abstract string Method { get; }

    /// <summary>The path, decoded but for <c>%2F</c>.</summary>
    public abstract string Path { get; }

    /// <summary>The query without its question mark; empty where there is none.</summary>
    public abstract string Query { get; }

    /// <inheritdoc/>
    public abstract string? this[string name] { get; }

    /// <summary>What stands in the path where its route has a name in braces; empty where the route has none.</summary>
    public string Place { get; set; } = "";

    /// <summary>How long the body says that it is; null where it does not say.</summary>
    public abstract long? Length { get; }

    /// <summary>How the body is compressed; empty where it is not.</summary>
    public abstract string Encoding { get; }

    /// <summary>The body.</summary>
    public abstract PipeReader Body { get; }

    /// <summary>Cancelled when the caller goes away.</summary>
    public abstract CancellationToken Gone { get; }

    /// <summary>Whether anything of the answer is on its way, so that status and headers are settled.</summary>
    public abstract bool HasStarted { get; }

    /// <summary>The status of the answer; 200 where nothing is said.</summary>
    public abstract int Status { set; }

    /// <summary>The media type of the answer.</summary>
    public abstract string? ContentType { set; }

    /// <summary>The length of the answer; null while it is not known.</summary>
    public abstract long? ContentLength { set; }

    /// <summary>Shows those headers of the request that say something.</summary>
    public abstract void Show(ref WishReader reader);

    /// <summary>A fault when the caller may not; the key as whose call it counts otherwise, null where none is needed.</summary>
    /// <param name="snapshot">The configuration, with the keys that hold now.</param>
    /// <param name="access">What the call needs of the key.</param>
    /// <param name="key">The key.</param>
    public abstract Fault? Check(GatewaySnapshot snapshot, Access access, out CallerKey? key);

    /// <summary>The fault of a body that could not be read; null for what else goes wrong.</summary>
    public virtual Fault? Unreadable(Exception exception) => null;

    /// <summary>Whether an exception says no more than that the caller is gone.</summary>
    public virtual bool IsGone(Exception exception) => exception is OperationCanceledException && Gone.IsCancellationRequested;

    /// <summary>Puts a header on the answer, in the place of any of its name.</summary>
    public abstract void SetHeader(string name, string value);

    /// <summary>Whether the answer has a header.</summary>
    public abstract bool HasHeader(string name);

    /// <summary>Takes those headers from the answer whose names are meant.</summary>
    public abstract void RemoveHeaders(Func<string, bool> isMeant);

    /// <summary>Takes back all that was said of the answer before it started.</summary>
    public abstract void Clear();

    /// <summary>Sends a part of the answer. Returns when more may come.</summary>
    public abstract ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Breaks the answer off, so that no caller takes it for whole.</summary>
    public abstract void Abort();
}
