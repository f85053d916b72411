using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads of a request what routing needs, and makes the fast lane's edit.</summary>
internal static class RequestPeek
{
    private const int BytesPerToken = 4;

    [Flags]
    private enum Seen
    {
        None = 0,
        Model = 1,
        Stream = 2,
        Messages = 4,
        Tools = 8,
        Format = 16,
        Think = 32,
        Options = 64,
        Prompt = 128,
        System = 256,
        Images = 512,
    }

    /// <summary>Reads the head of a request of either operation.</summary>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadMembers(body);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new WireFormatException("", "A member's name is not valid Unicode.", broken);
        }
    }

    private static RequestHead ReadMembers(ReadOnlyMemory<byte> body)
    {
        var members = new JsonMembers(body);
        var seen = Seen.None;
        var head = new Draft { Stream = true };
        while (members.Next(out var name, out var value))
        {
            var member = MemberOf(name);
            if (member == Seen.None)
            {
                head.Further.TryRead(name, value);
                continue;
            }
            if ((seen & member) != Seen.None)
                throw Twice(member.ToString().ToLowerInvariant());
            seen |= member;
            if (value.Kind != JsonValueKind.Null)
                Take(member, value, body, ref head);
        }
        return head.ToHead();
    }

    private static Seen MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual("model"u8) => Seen.Model,
        5 when name.SequenceEqual("tools"u8) => Seen.Tools,
        5 when name.SequenceEqual("think"u8) => Seen.Think,
        6 when name.SequenceEqual("stream"u8) => Seen.Stream,
        6 when name.SequenceEqual("format"u8) => Seen.Format,
        6 when name.SequenceEqual("prompt"u8) => Seen.Prompt,
        6 when name.SequenceEqual("system"u8) => Seen.System,
        6 when name.SequenceEqual("images"u8) => Seen.Images,
        7 when name.SequenceEqual("options"u8) => Seen.Options,
        8 when name.SequenceEqual("messages"u8) => Seen.Messages,
        _ => Seen.None,
    };

    private static void Take(Seen member, RawJson value, ReadOnlyMemory<byte> body, ref Draft head)
    {
        switch (member)
        {
            case Seen.Model:
                head.Model = Demand(value, JsonValueKind.String, "model", "a string").AsText().ToString();
                head.ModelValue = JsonMembers.RangeOf(body, value);
                break;
            case Seen.Stream:
                head.Stream = value.Kind == JsonValueKind.True || (value.Kind == JsonValueKind.False ? false : throw Wrong("stream", "true or false"));
                break;
            case Seen.Messages:
                head.AddMessages(Demand(value, JsonValueKind.Array, "messages", "an array"));
                break;
            case Seen.Images:
                head.AddImages(Demand(value, JsonValueKind.Array, "images", "an array"));
                break;
            case Seen.Tools:
                head.AddTools(Demand(value, JsonValueKind.Array, "tools", "an array"));
                break;
            case Seen.Prompt:
                head.Bytes += Demand(value, JsonValueKind.String, "prompt", "a string").Utf8.Length;
                break;
            case Seen.System:
                head.Bytes += Demand(value, JsonValueKind.String, "system", "a string").Utf8.Length;
                break;
            case Seen.Format when value.Kind == JsonValueKind.Object:
                head.Needs |= RequestNeeds.JsonSchema;
                break;
            case Seen.Think when value.Kind is JsonValueKind.True or JsonValueKind.String:
                head.Needs |= RequestNeeds.Reasoning;
                break;
            case Seen.Options:
                head.MaxTokens = MaxTokensOf(Demand(value, JsonValueKind.Object, "options", "an object"));
                break;
        }
    }

    private static int? MaxTokensOf(RawJson options)
    {
        var members = new JsonMembers(options.Utf8);
        int? limit = null;
        var seen = false;
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("num_predict"u8))
                continue;
            if (seen)
                throw Twice("options.num_predict");
            seen = true;
            var reader = value.CreateReader();
            if (value.Kind == JsonValueKind.Number && reader.Read() && reader.TryGetDouble(out var number) && number is > 0 and <= int.MaxValue)
                limit = (int)number;
        }
        return limit;
    }

    private static RawJson Demand(RawJson value, JsonValueKind kind, string name, string expected) => value.Kind == kind ? value : throw Wrong(name, expected);

    private static WireFormatException Wrong(string name, string expected) => new(name, $"{name} must be {expected}.");

    private static WireFormatException Twice(string name) => new(name, $"{name} occurs twice.");

    /// <summary>What is known of the head so far.</summary>
    private struct Draft
    {
        public string Model;
        public Range ModelValue;
        public bool Stream;
        public RequestNeeds Needs;
        public int? MaxTokens;
        public long Bytes;
        public int Images;
        public FurtherModels Further;

        public void AddMessages(RawJson messages)
        {
            var (images, bytes) = ImageScan.InMessages(messages);
            Images += images;
            Bytes += messages.Utf8.Length - bytes;
        }

        public void AddImages(RawJson list) => Images += ImageScan.InList(list);

        public void AddTools(RawJson tools)
        {
            if (tools.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty)
                return;
            Needs |= RequestNeeds.Tools;
            Bytes += tools.Utf8.Length;
        }

        public readonly RequestHead ToHead() => new()
        {
            Model = Further.First(Model),
            Fallbacks = Further.Others(Model),
            FallbackMembers = Further.Members,
            NeedsTranslation = !Further.Members.IsEmpty,
            ModelValue = ModelValue,
            Stream = Stream,
            MaxTokens = MaxTokens,
            Needs = Needs | (Stream ? RequestNeeds.Streaming : RequestNeeds.None) | (Images > 0 ? RequestNeeds.Vision : RequestNeeds.None),
            EstimatedInputTokens = (int)Math.Min(int.MaxValue, (Bytes + BytesPerToken - 1) / BytesPerToken + ((long)Images * ImageScan.TokensPerImage)),
        };
    }
}
