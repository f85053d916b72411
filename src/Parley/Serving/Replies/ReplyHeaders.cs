using System.Text;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Serving.Replies;

/// <summary>The headers that Parley puts on replies.</summary>
internal static class ReplyHeaders
{
    /// <summary>The id of the exchange at Parley; <c>x-request-id</c> is the provider's when it has one.</summary>
    public const string ExchangeId = "x-parley-request-id";

    /// <summary>Who answers.</summary>
    public const string Backend = "x-parley-backend";

    private const int MostFields = 16;

    /// <summary>Writes the head of a successful reply. Before a target is committed (a sign of life came first) only what does not depend on it.</summary>
    public static void Write(ServedCall call, ReplyHead? head, ConversionLog replyLog, string exchangeId, in RoutingExplanation explanation)
    {
        call.SetHeader(ExchangeId, exchangeId);
        if (head is null)
            return;
        var isIdKnown = Carry(call, head.Headers);
        call.SetHeader(Backend, Safe(head.Target.Backend.Id));
        WriteConversion(call, head.Log, replyLog);
        if (!isIdKnown)
            call.SetHeader("x-request-id", exchangeId);
        explanation.Write(call, head);
        if (explanation.Exchange is { } exchange)
            LimitReplyHeaders.Write(call, exchange);
    }

    /// <summary>Carries a provider's headers over; true when its own id of the request is among them.</summary>
    public static bool Carry(ServedCall call, IReadOnlyList<KeyValuePair<string, string>> carried)
    {
        var isIdKnown = false;
        for (var i = 0; i < carried.Count; i++)
        {
            var (name, value) = carried[i];
            call.SetHeader(name, value);
            isIdKnown |= name.EndsWith("request-id", StringComparison.OrdinalIgnoreCase);
        }
        return isIdKnown;
    }

    /// <summary>A name as headers can carry it.</summary>
    public static string Safe(string name)
    {
        if (name.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0)
            return name;
        var safe = new StringBuilder(name.Length);
        AppendSafe(safe, name);
        return safe.ToString();
    }

    private static void WriteConversion(ServedCall call, ConversionLog request, ConversionLog reply)
    {
        var verdict = (ConversionVerdict)Math.Max((int)request.Verdict, (int)reply.Verdict);
        call.SetHeader("x-parley-conversion", verdict switch
        {
            ConversionVerdict.Exact => "exact",
            ConversionVerdict.Adapted => "adapted",
            _ => "lossy",
        });
        if (verdict != ConversionVerdict.Exact || request.Entries.Count + reply.Entries.Count > 0)
            call.SetHeader("x-parley-conversion-details", Details(request, reply));
    }

    /// <summary>A compact list: <c>dropped top_k; clamped temperature=1.8&gt;1</c>. Values and fields are kept to header-safe ASCII; what both the way there and the way back lose is said once.</summary>
    private static string Details(ConversionLog request, ConversionLog reply)
    {
        var list = new StringBuilder();
        var said = new HashSet<(ConversionCategory, string, string?)>();
        foreach (var entries in (ReadOnlySpan<IReadOnlyList<ConversionEntry>>)[request.Entries, reply.Entries])
        {
            foreach (var entry in entries)
            {
                if (!said.Add((entry.Category, entry.Field, entry.Category is not (ConversionCategory.Moved or ConversionCategory.Emulated or ConversionCategory.Dropped) ? entry.NewValue : null)))
                    continue;
                if (said.Count > MostFields)
                    return list.Append("; ...").ToString();
                list.Append(list.Length == 0 ? "" : "; ");
                Append(list, entry);
            }
        }
        return list.ToString();
    }

    private static void Append(StringBuilder list, ConversionEntry entry)
    {
        list.Append(entry.Category switch
        {
            ConversionCategory.Moved => "moved ",
            ConversionCategory.Clamped => "clamped ",
            ConversionCategory.Emulated => "emulated ",
            ConversionCategory.Redacted => "redacted ",
            ConversionCategory.Masked => "masked ",
            ConversionCategory.Noted => "noted ",
            _ => "dropped ",
        });
        AppendSafe(list, entry.Field);
        if (entry.Category is ConversionCategory.Moved or ConversionCategory.Emulated or ConversionCategory.Dropped)
            return;
        list.Append('=');
        if (entry.Category == ConversionCategory.Clamped)
        {
            AppendSafe(list, entry.OldValue ?? "");
            list.Append('>');
        }
        AppendSafe(list, entry.NewValue ?? "");
    }

    private static void AppendSafe(StringBuilder list, string text)
    {
        foreach (var character in text)
            list.Append(character is > ' ' and <= '~' and not ';' ? character : '_');
    }
}
