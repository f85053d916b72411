using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Serving.Callers;
using Parley.Serving.Endpoints;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Small JSON answers of the gateway itself, for callers who may ask.</summary>
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
    public static Task AnswerAsync(HttpContext context, Gateway gateway, string dialect, Func<Utf8JsonWriter, CallerKey?, Fault?> write, Access access = Access.Any) =>
        GuardedAnswer.AnswerAsync(new HttpCall(context, gateway), gateway.Service, dialect, write, access);

    /// <summary>Writes an answer that is ready, or the fault in its place.</summary>
    public static Task WriteAsync(HttpContext context, Gateway gateway, IOperationCodec codec, Fault? fault, PooledBufferWriter body, string contentType = "application/json") =>
        GuardedAnswer.WriteAsync(new HttpCall(context, gateway), codec, fault, body, contentType);
}
