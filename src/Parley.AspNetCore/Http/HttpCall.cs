using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Parley.AspNetCore.Callers;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Serving;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Http;

/// <summary>A call that came over a server's connection.</summary>
internal sealed class HttpCall(HttpContext context, Gateway gateway) : ServedCall
{
    /// <summary>The headers that others have set before, as the host's middleware does.</summary>
    private readonly KeyValuePair<string, StringValues>[] _before = context.Response.Headers is { Count: > 0 } set ? [.. set] : [];

    public override string Method => context.Request.Method;

    public override string Path => context.Request.Path.Value ?? "";

    public override string Query => context.Request.QueryString is { HasValue: true, Value: { } query } ? query[1..] : "";

    public override string? this[string name] => context.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;

    public override long? Length => context.Request.ContentLength;

    public override string Encoding => context.Request.Headers.ContentEncoding.ToString();

    public override PipeReader Body => context.Request.BodyReader;

    public override CancellationToken Gone => context.RequestAborted;

    public override bool HasStarted => context.Response.HasStarted;

    public override int Status { set => context.Response.StatusCode = value; }

    public override string? ContentType { set => context.Response.ContentType = value; }

    public override long? ContentLength { set => context.Response.ContentLength = value; }

    public override void Show(ref WishReader reader)
    {
        foreach (var (name, values) in context.Request.Headers)
        {
            if (values is [{ Length: > 0 } value, ..])
                reader.Take(name, value);
        }
    }

    public override Fault? Check(GatewaySnapshot snapshot, Access access, out CallerKey? key) => Caller.Check(context.Request, gateway, snapshot, access, out key);

    public override Fault? Unreadable(Exception exception) =>
        exception is BadHttpRequestException bad ? new Fault(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? FaultKind.TooLarge : FaultKind.InvalidRequest, bad.Message) : null;

    public override bool IsGone(Exception exception) => exception is ConnectionResetException || base.IsGone(exception);

    public override void SetHeader(string name, string value) => context.Response.Headers[name] = value;

    public override bool HasHeader(string name) => context.Response.Headers.ContainsKey(name);

    public override void RemoveHeaders(Func<string, bool> isMeant)
    {
        var headers = context.Response.Headers;
        foreach (var name in headers.Keys.Where(isMeant).ToList())
            headers.Remove(name);
    }

    public override void Clear()
    {
        context.Response.Clear();
        foreach (var (name, values) in _before)
            context.Response.Headers[name] = values;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => context.Response.BodyWriter.WriteAsync(bytes, cancellationToken);

    public override void Abort() => context.Abort();
}
