using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Serving.Callers;
using Parley.Serving.Replies;

namespace Parley.Serving.Endpoints;

/// <summary>Small JSON answers of the gateway itself, for callers who may ask, in the shape of their dialect.</summary>
internal static class GuardedAnswer
{
    /// <summary>Writes a JSON answer, or the fault that forbids it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="service">Who answers.</param>
    /// <param name="dialect">Whose error envelope to use.</param>
    /// <param name="write">Writes the answer for a key, which is null where none is needed; or returns a fault having written nothing.</param>
    /// <param name="access">What the call needs of the key.</param>
    public static async Task AnswerAsync(ServedCall call, Service service, string dialect, Func<Utf8JsonWriter, CallerKey?, Fault?> write, Access access = Access.Any)
    {
        using var body = new PooledBufferWriter(1024);
        var fault = call.Check(service.Snapshot, access, out var caller);
        if (fault is null)
        {
            var writer = new Utf8JsonWriter(body, JsonWire.WriterOptions);
            await using (writer.ConfigureAwait(false))
                fault = write(writer, caller);
        }
        await WriteAsync(call, KnownDialects.Find(dialect)!.Chat, fault is null ? null : fault with { RequestId = service.Engine.Ids.Next() }, body).ConfigureAwait(false);
    }

    /// <summary>Writes an answer that is ready, or the fault in its place.</summary>
    public static async Task WriteAsync(ServedCall call, IOperationCodec codec, Fault? fault, PooledBufferWriter body, string contentType = "application/json")
    {
        if (fault is not null)
        {
            body.Reset();
            FaultResponse.Write(call, codec, fault, body);
        }
        else
        {
            call.ContentType = contentType;
            call.ContentLength = body.WrittenCount;
        }
        await call.WriteAsync(body.WrittenMemory, call.Gone).ConfigureAwait(false);
    }
}
