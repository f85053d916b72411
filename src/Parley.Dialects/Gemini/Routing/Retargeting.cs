using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// The fast lane's edit. The model is in the path; only where a body names it too is it replaced there. The bytes of the answer are copied, so the upstream is asked for the framing
/// and the enumerations that the caller asked for. The key of the query stays here.
/// </summary>
internal static class Retargeting
{
    public static void Write(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = ModelPath.Write(change.Model, head.Stream, QueryOf(head));
        var body = request.Body;
        var (start, length) = head.ModelValue.GetOffsetAndLength(body.Length);
        if (length == 0)
        {
            output.Append(body);
            return;
        }
        output.Append(body[..start]);
        var prefix = body.Span.Slice(start, length).StartsWith("\"models/"u8) && !change.Model.StartsWith("models/", StringComparison.Ordinal) ? "models/" : "";
        ((JsonText)(prefix + change.Model)).WriteToken(output.Body);
        output.Append(body[(start + length)..]);
    }

    private static string QueryOf(RequestHead head)
    {
        var isEvents = head.Stream && head.StreamOptions.Framing == StreamFraming.ServerSentEvents;
        if (!head.StreamOptions.EnumsAsNumbers)
            return isEvents ? "alt=sse" : "";
        return isEvents ? "$alt=sse%3Benum-encoding=int" : "$alt=json%3Benum-encoding=int";
    }
}
