using System.Text;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger;
using Parley.Routing;

namespace Parley.Serving.Callers;

/// <summary>Reads wishes from the <c>metadata</c> of a request, where clients can set members but no headers: <c>parley_target_backend</c>, <c>parley_latency_critical</c> and so on.</summary>
internal static class MetadataWishes
{
    private static ReadOnlySpan<byte> Mark => "\"parley_"u8;

    private static ReadOnlySpan<byte> SessionMark => "session_"u8;

    /// <summary>The wishes and the labels; a fault for one that cannot be read.</summary>
    public static RoutingWishes Of(RawJson metadata, GatewaySnapshot snapshot, out RequestLabels labels, out Fault? fault)
    {
        fault = null;
        labels = RequestLabels.None;
        var wishes = RoutingWishes.None;
        if (metadata.Kind != JsonValueKind.Object || (metadata.Utf8.Span.IndexOf(Mark) < 0 && metadata.Utf8.Span.IndexOf(SessionMark) < 0))
            return wishes;
        var members = new JsonMembers(metadata.Utf8);
        while (fault is null && members.Next(out var name, out var value))
        {
            var member = Encoding.UTF8.GetString(name);
            if (value.Kind == JsonValueKind.Null)
                continue;
            if (WishWords.OfMember(member) is { } word)
                wishes = word.Read(wishes, new WishValue($"metadata.{member}", TextOf(value), snapshot), ref fault);
            else if (LabelWords.OfMember(member) is { } label)
                labels = label.Read(labels, $"metadata.{member}", TextOf(value), ref fault);
        }
        return wishes;
    }

    /// <summary>Metadata are texts at OpenAI; elsewhere numbers and flags are what they look like.</summary>
    private static string TextOf(RawJson value) => (value.Kind == JsonValueKind.String ? value.AsText().ToString() : value.ToString()).Trim();
}
