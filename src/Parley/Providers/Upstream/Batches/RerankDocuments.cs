using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The documents of results that a caller wants with them and a backend gave without (Cohere v2): the request has them.</summary>
internal static class RerankDocuments
{
    /// <summary>The reply with them.</summary>
    public static RerankReply PutIn(RerankReply reply, RerankRequest asked)
    {
        if (asked.ReturnDocuments != true)
            return reply;
        var results = new RerankResult[reply.Results.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var result = reply.Results[i];
            results[i] = result.Document.IsAbsent && result.Index < asked.Documents.Count ? result with { Document = JsonOf(asked.Documents[result.Index]) } : result;
        }
        return reply with { Results = results };
    }

    private static RawJson JsonOf(RerankDocument document)
    {
        if (!document.Native.IsAbsent)
            return document.Native;
        var json = new ArrayBufferWriter<byte>();
        document.Text.WriteToken(json);
        return new RawJson(json.WrittenMemory);
    }
}
