using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads what routing needs. Members in both spellings count as one: twice is an error.</summary>
internal ref struct RequestPeek
{
    private const int TokensOfMedium = 1_000;
    private const int BytesOfToken = 4;

    private RawJson _contents;
    private RawJson _system;
    private RawJson _tools;
    private RawJson _generation;
    private RawJson _model;
    private ServiceTier _serviceTier;
    private FurtherModels _further;

    public static RequestHead Read(in WireRequest request)
    {
        var peek = default(RequestPeek);
        var members = new JsonMembers(request.Body);
        try
        {
            while (members.Next(out var name, out var value))
                peek.Take(name, value);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        return peek.Build(request);
    }

    private void Take(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("contents"u8))
            Once(ref _contents, value, "contents");
        else if (name.SequenceEqual("systemInstruction"u8) || name.SequenceEqual("system_instruction"u8))
            Once(ref _system, value, "systemInstruction");
        else if (name.SequenceEqual("tools"u8))
            Once(ref _tools, value, "tools");
        else if (name.SequenceEqual("generationConfig"u8) || name.SequenceEqual("generation_config"u8))
            Once(ref _generation, value, "generationConfig");
        else if (name.SequenceEqual("model"u8))
            Once(ref _model, value, "model");
        else if (name.SequenceEqual("serviceTier"u8) || name.SequenceEqual("service_tier"u8))
            _serviceTier = ServiceTiers.Read(value);
        else
            _further.TryRead(name, value);
    }

    private static void Once(ref RawJson member, RawJson value, string name)
    {
        if (!member.IsAbsent)
            throw new WireFormatException(name, $"{name} occurs twice.");
        member = value;
    }

    private readonly RequestHead Build(in WireRequest request)
    {
        if (_model.Kind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String))
            throw new WireFormatException("model", "model must be a string.");
        var path = ModelPath.Of(request.Path);
        var media = MediaScan.Of(_contents.Utf8.Span);
        var generation = GenerationPeek.Of(_generation);
        if (_contents.Kind is JsonValueKind.Undefined or JsonValueKind.Null)
            throw new WireFormatException("contents", "contents is missing.");
        var needs = media.Needs | generation.Needs | (path.Stream ? RequestNeeds.Streaming : RequestNeeds.None);
        if (_tools.Kind is JsonValueKind.Object || SchemaNode.Elements(_tools).Count > 0)
            needs |= RequestNeeds.Tools;
        var text = _contents.Utf8.Length + _system.Utf8.Length + _tools.Utf8.Length - media.Bytes;
        var model = path.Model.Length > 0 ? path.Model : RequestReader.Bare(_model.Kind == JsonValueKind.String ? _model.AsText().ToString() : null);
        return new RequestHead
        {
            EmptyMember = JsonMembers.IsEmptyList(_contents) ? "contents" : null,
            Model = _further.First(model),
            Fallbacks = _further.Others(model),
            FallbackMembers = _further.Members,
            NeedsTranslation = !_further.Members.IsEmpty,
            Stream = path.Stream,
            StreamOptions = RequestReader.OptionsOf(path.Stream, request.Query),
            Needs = needs,
            MaxTokens = generation.MaxTokens,
            ServiceTier = _serviceTier,
            Choices = Math.Max(1, generation.Choices),
            ModelValue = _model.Kind == JsonValueKind.String ? JsonMembers.RangeOf(request.Body, _model) : default,
            EstimatedInputTokens = Math.Max(1, text / BytesOfToken) + (media.Count * TokensOfMedium),
        };
    }
}
