using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads what routing needs of a completion request: what it has in common with chat, and what no conversation can say.</summary>
internal ref struct CompletionPeek
{
    private const int BytesPerToken = 4;

    private RawJson _prompt;
    private RawJson _suffix;
    private RawJson _echo;
    private RawJson _logprobs;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member that is read here occurs twice or has the wrong type.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var shared = HeadReader.ReadShared(body);
        var own = new CompletionPeek();
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
            own.ReadMember(name, value);
        var prompt = CompletionPrompt.Read(own._prompt);
        return new RequestHead
        {
            Model = shared.Model,
            ModelValue = shared.ModelValue,
            Stream = shared.Stream,
            StreamOptions = own.Echoes(prompt) ? shared.StreamOptions with { Echo = Repeated(prompt) } : shared.StreamOptions,
            StreamOptionsValue = shared.StreamOptionsValue,
            Needs = shared.Needs & RequestNeeds.Streaming,
            MaxTokens = shared.MaxTokens,
            NeedsTranslation = shared.NeedsTranslation,
            // Each prompt has its own answers.
            Choices = (int)Math.Min(int.MaxValue, (long)shared.Choices * Math.Max(1, prompt.Count)),
            ServiceTier = shared.ServiceTier,
            EstimatedInputTokens = (prompt.Value.Utf8.Length + BareText.BytesAround) / BytesPerToken,
            Demand = own.DemandOf(prompt),
        };
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("prompt"u8))
            Take(ref _prompt, value, CompletionNames.Prompt);
        else if (name.SequenceEqual("suffix"u8))
            TakeSuffix(value);
        else if (name.SequenceEqual("echo"u8))
            Take(ref _echo, value, CompletionNames.Echo);
        else if (name.SequenceEqual("logprobs"u8))
            Take(ref _logprobs, value, "logprobs");
    }

    private static void Take(ref RawJson member, RawJson value, string name)
    {
        if (!member.IsAbsent)
            throw new WireFormatException(name, $"The member {name} occurs twice.");
        member = value;
    }

    private void TakeSuffix(RawJson value)
    {
        if (value.Kind is not (JsonValueKind.String or JsonValueKind.Null))
            throw new WireFormatException(CompletionNames.Suffix, "suffix must be a string.");
        Take(ref _suffix, value, CompletionNames.Suffix);
    }

    private readonly bool SaysEcho => _echo.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => throw new WireFormatException(CompletionNames.Echo, "echo must be true or false."),
    };

    /// <summary>The echo that Parley makes itself, where it translates; log probabilities of a prompt only the model has.</summary>
    private readonly bool Echoes(CompletionPrompt prompt) => SaysEcho && prompt.IsOneText && !SaysLogprobs;

    private readonly bool SaysLogprobs => _logprobs.Kind == JsonValueKind.Number;

    private static Extras Repeated(CompletionPrompt prompt)
    {
        var echo = new Extras(CompletionNames.Dialect);
        echo.Add(CompletionNames.Prompt, prompt.Value);
        return echo;
    }

    private readonly OwnDemand? DemandOf(CompletionPrompt prompt)
    {
        if (prompt.Texts.Count > 1)
            return new OwnDemand(CompletionNames.Prompt, "several prompts at once");
        if (!prompt.Value.IsAbsent && prompt.Texts.Count == 0)
            return new OwnDemand(CompletionNames.Prompt, "a prompt of token numbers");
        if (!prompt.IsOneText)
            return new OwnDemand(CompletionNames.Prompt, "a completion without a prompt");
        if (_suffix.Kind == JsonValueKind.String && _suffix.Utf8.Length > 2)
            return new OwnDemand(CompletionNames.Suffix, "the text before a suffix");
        return SaysEcho && SaysLogprobs ? new OwnDemand(CompletionNames.Echo, "the log probabilities of a prompt") : null;
    }
}
