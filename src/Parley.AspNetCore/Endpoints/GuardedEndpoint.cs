using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.AspNetCore.Callers;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Small JSON answers of the gateway itself, for callers who may ask, in the shape of their dialect.</summary>
internal static class GuardedEndpoint
{
    /// <summary>Writes a JSON answer, or the fault that forbids it.</summary>
    /// <param name="context">The call.</param>
    /// <param name="gateway">The gateway.</param>
    /// <param name="dialect">Whose error envelope to use.</param>
    /// <param name="write">Writes the answer, or returns a fault having written nothing.</param>
    /// <param name="access">What the call needs of the key.</param>
    public static Task AnswerAsync(HttpContext context, Gateway gateway, string dialect, Func<Utf8JsonWriter, Fault?> write, Access access = Access.Any) =>
        AnswerAsync(context, gateway, dialect, (writer, _) => write(writer), access);

    /// <summary>The same, where the answer depends on who asks: the key, null where none is needed.</summary>
    public static async Task AnswerAsync(HttpContext context, Gateway gateway, string dialect, Func<Utf8JsonWriter, CallerKey?, Fault?> write, Access access = Access.Any)
    {
        using var body = new PooledBufferWriter(1024);
        var fault = Caller.Check(context.Request, gateway, gateway.Snapshot, access, out var caller);
        if (fault is null)
        {
            var writer = new Utf8JsonWriter(body, JsonWire.WriterOptions);
            await using (writer.ConfigureAwait(false))
                fault = write(writer, caller);
        }
        await WriteAsync(context, KnownDialects.Find(dialect)!.Chat, fault is null ? null : fault with { RequestId = gateway.Engine.Ids.Next() }, body).ConfigureAwait(false);
    }

    /// <summary>Writes an answer that is ready, or the fault in its place.</summary>
    public static async Task WriteAsync(HttpContext context, IOperationCodec codec, Fault? fault, PooledBufferWriter body, string contentType = "application/json")
    {
        if (fault is not null)
        {
            body.Reset();
            FaultResponse.Write(context.Response, codec, fault, body);
        }
        else
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = body.WrittenCount;
        }
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
