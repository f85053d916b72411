using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads of a request what routing needs, in one pass.</summary>
internal static class HeadReader
{
    public static RequestHead Read(in WireRequest request)
    {
        var (model, stream) = ModelPath.Read(request.Path);
        var fields = new HeadFields();
        try
        {
            var members = new JsonMembers(request.Body);
            while (members.Next(out var name, out var value))
                fields.Take(name, value);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        return fields.ToHead(model, stream);
    }

    /// <summary>The head while it is being read.</summary>
    private struct HeadFields
    {
        private static readonly string[] Members = ["messages", "system", "toolConfig", "inferenceConfig", "outputConfig", "additionalModelRequestFields"];

        private RequestNeeds _needs;
        private int? _maxTokens;
        private ServiceTier _serviceTier;
        private int _promptBytes;
        private int _seen;

        public void Take(ReadOnlySpan<byte> name, RawJson value)
        {
            if (name.SequenceEqual("serviceTier"u8))
                _serviceTier = ServiceTiers.Read(JsonMembers.Find(value, "type"u8));
            var member = MemberOf(name);
            if (member < 0 || value.Kind == JsonValueKind.Null)
                return;
            if ((_seen & (1 << member)) != 0)
                throw new WireFormatException(Members[member], $"The member {Members[member]} occurs twice.");
            _seen |= 1 << member;
            switch (member)
            {
                case 0: TakeMessages(value); break;
                case 1: _promptBytes += value.Utf8.Length; break;
                case 2: TakeTools(value); break;
                case 3: TakeLimit(value); break;
                case 4: _needs |= JsonMembers.Find(value, "textFormat"u8) is { Kind: JsonValueKind.Object } ? RequestNeeds.JsonSchema : RequestNeeds.None; break;
                default: TakeAdditional(value); break;
            }
        }

        public readonly RequestHead ToHead(string model, bool stream) => new()
        {
            Model = model,
            Stream = stream,
            Needs = _needs | (stream ? RequestNeeds.Streaming : RequestNeeds.None),
            MaxTokens = _maxTokens,
            ServiceTier = _serviceTier,
            EstimatedInputTokens = Math.Max(1, _promptBytes / 4),
        };

        private static int MemberOf(ReadOnlySpan<byte> name)
        {
            for (var i = 0; i < Members.Length; i++)
            {
                if (name.Length == Members[i].Length && System.Text.Encoding.UTF8.GetString(name) == Members[i])
                    return i;
            }
            return -1;
        }

        private void TakeMessages(RawJson messages)
        {
            var scan = new PromptScan();
            scan.Messages(messages);
            _needs |= scan.Needs;
            _promptBytes += scan.TextBytes;
        }

        private void TakeTools(RawJson config)
        {
            var tools = JsonMembers.Find(config, "tools"u8);
            _promptBytes += tools.Utf8.Length;
            if (tools.Kind == JsonValueKind.Array && tools.Utf8.Span[1..].TrimStart(" \t\r\n"u8)[0] != ']')
                _needs |= RequestNeeds.Tools;
        }

        private void TakeLimit(RawJson config)
        {
            var limit = JsonMembers.Find(config, "maxTokens"u8);
            if (limit.IsAbsent || limit.Kind == JsonValueKind.Null)
                return;
            var reader = limit.CreateReader();
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number) || number != Math.Truncate(number) || Math.Abs(number) > int.MaxValue)
                throw new WireFormatException("inferenceConfig.maxTokens", "inferenceConfig.maxTokens must be a whole number.");
            _maxTokens = (int)number;
        }

        private void TakeAdditional(RawJson fields)
        {
            var thinking = JsonMembers.Find(fields, "thinking"u8).IsAbsent ? JsonMembers.Find(fields, "reasoning_config"u8) : JsonMembers.Find(fields, "thinking"u8);
            if (!thinking.IsAbsent && thinking.Utf8.Span.IndexOf("\"disabled\""u8) < 0)
                _needs |= RequestNeeds.Reasoning;
        }
    }
}
