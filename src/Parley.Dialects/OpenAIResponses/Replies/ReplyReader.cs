using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads a whole reply of an upstream.</summary>
internal static class ReplyReader
{
    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has no output.</exception>
    public static ChatReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var head = new ResponseHead();
        while (JsonRead.NextMember(ref reader))
            head.ReadMember(ref reader, body);
        head.KeepEcho(new RawJson(body));
        if (head.Output.Kind != JsonValueKind.Array)
            throw NoOutput();
        var parts = PartsOf(head.Output);
        return new ChatReply
        {
            Id = head.Id,
            Model = head.Model,
            Created = head.Created,
            Choices = [new Choice(0, parts, head.FinishOf(parts.Exists(static part => part is ToolCallPart))) { Logprobs = LogprobsOf(parts) }],
            Usage = UsageReader.Read(head) ?? Usage.Unknown,
            ServiceTier = head.ServiceTier,
            Dialect = Names.Dialect,
            Extras = head.Extras,
        };
    });

    /// <summary>Reads only the usage, without extras.</summary>
    /// <exception cref="WireFormatException">It is no reply: it has no output.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body)
    {
        RawJson usage = default, output = default, tier = default;
        var members = new JsonMembers(body);
        try
        {
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("usage"u8))
                    usage = value;
                else if (name.SequenceEqual("output"u8))
                    output = value;
                else if (name.SequenceEqual("service_tier"u8))
                    tier = value;
            }
            return output.Kind == JsonValueKind.Array ? UsageReader.ReadCounts(usage, output, tier) ?? Usage.Unknown : throw NoOutput();
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    private static List<Part> PartsOf(RawJson output)
    {
        var parts = new List<Part>();
        var reader = output.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            parts.AddRange(ItemReader.Read(ref reader, output.Utf8, isReply: true).Parts);
        return parts;
    }

    /// <summary>The log probabilities of all texts in the form that the dialects share.</summary>
    private static RawJson LogprobsOf(List<Part> parts)
    {
        var logprobs = new Logprobs();
        foreach (var part in parts)
            logprobs.Add(part.Extras.Spelled(Spelling.Logprobs));
        return logprobs.Build();
    }

    private static WireFormatException NoOutput() => new("output", "The reply has no output.");
}
