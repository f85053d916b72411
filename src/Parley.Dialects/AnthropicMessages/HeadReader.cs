using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads of a request what routing needs, in one pass.</summary>
internal static class HeadReader
{
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var fields = new HeadFields();
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
                fields.Take(name, value, body);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        return fields.ToHead();
    }

    /// <summary>The head while it is being read.</summary>
    private struct HeadFields
    {
        private static readonly string[] Members = ["model", "stream", "max_tokens", "messages", "system", "tools", "thinking", "output_config", "output_format"];

        private const int Messages = 3;

        private string? _model;
        private Range _modelValue;
        private int? _maxTokens;
        private RequestNeeds _needs;
        private int _promptBytes;
        private bool _hasUnsigned;
        private bool _hasNoMessages;
        private int _seen;
        private RawJson _metadata;
        private ServiceTier _serviceTier;
        private FurtherModels _further;

        public void Take(ReadOnlySpan<byte> name, RawJson value, ReadOnlyMemory<byte> body)
        {
            var member = MemberOf(name);
            if (member < 0)
            {
                if (name.SequenceEqual("metadata"u8))
                    TakeMetadata(value);
                else if (name.SequenceEqual("service_tier"u8))
                    _serviceTier = ServiceTiers.Read(value);
                else
                    _further.TryRead(name, value);
                return;
            }
            if ((_seen & (1 << member)) != 0)
                throw new WireFormatException(Members[member], $"The member {Members[member]} occurs twice.");
            _seen |= 1 << member;
            switch (member)
            {
                case 0: TakeModel(value, body); break;
                case 1: TakeStream(value); break;
                case 2: TakeMaxTokens(value); break;
                case Messages: TakeMessages(value); break;
                case 4: _promptBytes += PromptScan.TextBytes(value.Utf8.Span); break;
                case 5: TakeTools(value); break;
                default: TakeOption(member, value.Utf8.Span); break;
            }
        }

        public readonly RequestHead ToHead() => (_seen & (1 << Messages)) == 0 ? throw new WireFormatException("messages", "messages is missing.") : new()
        {
            Model = _further.First(_model),
            Fallbacks = _further.Others(_model),
            FallbackMembers = _further.Members,
            Metadata = _metadata,
            ModelValue = _modelValue,
            Stream = _needs.HasFlag(RequestNeeds.Streaming),
            Needs = _needs,
            MaxTokens = _maxTokens,
            ServiceTier = _serviceTier,
            NeedsTranslation = _hasUnsigned || !_further.Members.IsEmpty,
            EmptyMember = _hasNoMessages ? "messages" : null,
            EstimatedInputTokens = Math.Max(1, _promptBytes / 4),
        };

        /// <summary>Nearly all metadata is for Anthropic alone; what speaks of a session or to the gateway is kept.</summary>
        private void TakeMetadata(RawJson value)
        {
            if (value.Utf8.Span.IndexOf("session_"u8) >= 0 || value.Utf8.Span.IndexOf("\"parley_"u8) >= 0)
                _metadata = value;
        }

        private static int MemberOf(ReadOnlySpan<byte> name) => name.Length switch
        {
            5 => name.SequenceEqual("model"u8) ? 0 : name.SequenceEqual("tools"u8) ? 5 : -1,
            6 => name.SequenceEqual("stream"u8) ? 1 : name.SequenceEqual("system"u8) ? 4 : -1,
            8 => name.SequenceEqual("messages"u8) ? Messages : name.SequenceEqual("thinking"u8) ? 6 : -1,
            10 => name.SequenceEqual("max_tokens"u8) ? 2 : -1,
            13 => name.SequenceEqual("output_config"u8) ? 7 : name.SequenceEqual("output_format"u8) ? 8 : -1,
            _ => -1,
        };

        private void TakeModel(RawJson value, ReadOnlyMemory<byte> body)
        {
            _modelValue = JsonMembers.RangeOf(body, value);
            if (value.Kind == JsonValueKind.String)
                _model = value.AsText().ToString();
            else if (value.Kind != JsonValueKind.Null)
                throw Wrong("model", "a string");
        }

        private void TakeStream(RawJson value)
        {
            if (value.Kind == JsonValueKind.True)
                _needs |= RequestNeeds.Streaming;
            else if (value.Kind is not (JsonValueKind.False or JsonValueKind.Null))
                throw Wrong("stream", "true or false");
        }

        private void TakeMaxTokens(RawJson value)
        {
            if (value.Kind == JsonValueKind.Null)
                return;
            var reader = value.CreateReader();
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number) || number != Math.Truncate(number) || Math.Abs(number) > int.MaxValue)
                throw Wrong("max_tokens", "a whole number");
            _maxTokens = (int)number;
        }

        private void TakeMessages(RawJson value)
        {
            if (value.Kind != JsonValueKind.Array)
                throw Wrong("messages", "an array");
            _hasNoMessages = JsonMembers.IsEmptyList(value);
            var json = value.Utf8.Span;
            _promptBytes += PromptScan.TextBytes(json);
            if (PromptScan.HasBlock(json, "\"image\""u8))
                _needs |= RequestNeeds.Vision;
            if (PromptScan.HasBlock(json, "\"document\""u8))
                _needs |= RequestNeeds.Documents;
            _hasUnsigned = PromptScan.HasUnsignedThought(json) || PromptScan.HasUnsignedSource(json);
        }

        private void TakeTools(RawJson value)
        {
            if (value.Kind == JsonValueKind.Null)
                return;
            if (value.Kind != JsonValueKind.Array)
                throw Wrong("tools", "an array");
            _promptBytes += value.Utf8.Length;
            if (value.Utf8.Span[1..].TrimStart(" \t\r\n"u8)[0] != ']')
                _needs |= RequestNeeds.Tools;
        }

        private void TakeOption(int member, ReadOnlySpan<byte> json)
        {
            if (json.SequenceEqual("null"u8))
                return;
            if (member == 6 && !json.IsEmpty && json.IndexOf("\"disabled\""u8) < 0)
                _needs |= RequestNeeds.Reasoning;
            else if (member == 8 || (member == 7 && PromptScan.HasBlock(json, "\"json_schema\""u8)))
                _needs |= RequestNeeds.JsonSchema;
        }

        private static WireFormatException Wrong(string member, string expected) => new(member, $"{member} must be {expected}.");
    }
}
